using Orleans.Streaming.Kafka.Log;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>Where a partition may be read.</summary>
/// <param name="Bounds">What its log holds.</param>
/// <param name="Offset">Where to begin when nobody asks for another place.</param>
internal readonly record struct StartPosition(KafkaWatermarks Bounds, long Offset);
