namespace Orleans.Streaming.Kafka.Cluster;

/// <summary>What a cluster says of a topic.</summary>
/// <param name="Partitions">How many partitions it has.</param>
/// <param name="Id">Its id, which changes when the topic is made anew; null when the cluster tells none.</param>
internal sealed record KafkaTopicDescription(int Partitions, string? Id);
