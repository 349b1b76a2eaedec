using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>Records of one stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Batch">Its records.</param>
internal readonly record struct StreamBatch(StreamId Stream, KafkaRecordBatch Batch);
