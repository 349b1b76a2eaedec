using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>A record that belongs to no stream and is put aside.</summary>
/// <param name="Record">The record, alone in a batch of its own memory.</param>
/// <param name="Stream">The stream it would belong to, if that much is known.</param>
/// <param name="Reason">Why, a short code.</param>
internal sealed record UnassignedRecord(KafkaRecordBatch Record, StreamId? Stream, string Reason);
