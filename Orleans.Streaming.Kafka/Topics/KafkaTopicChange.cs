namespace Orleans.Streaming.Kafka.Topics;

/// <summary>What happened to a topic while it was in use.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="PartitionsBefore">How many partitions were known.</param>
/// <param name="Partitions">How many there are now, never fewer than before.</param>
/// <param name="IsAnother">Whether it was made anew: it has another id, and the offsets of the former one mean nothing in it.</param>
internal sealed record KafkaTopicChange(string Topic, int PartitionsBefore, int Partitions, bool IsAnother);
