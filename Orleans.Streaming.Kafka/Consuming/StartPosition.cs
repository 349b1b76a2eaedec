using Orleans.Streaming.Kafka.Log;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>Where a partition may be read.</summary>
/// <param name="Bounds">What its log holds.</param>
/// <param name="Offset">Where to begin when nobody asks for another place.</param>
/// <param name="MovesOn">Whether the next search would find a later place although nothing was read: it has to be committed before that.</param>
internal readonly record struct StartPosition(KafkaWatermarks Bounds, long Offset, bool MovesOn);
