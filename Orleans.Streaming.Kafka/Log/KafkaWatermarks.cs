namespace Orleans.Streaming.Kafka.Log;

/// <summary>The bounds of a partition's log.</summary>
/// <param name="Low">The first offset that the log holds.</param>
/// <param name="High">The end offset: the offset that the next record will get.</param>
public readonly record struct KafkaWatermarks(long Low, long High);
