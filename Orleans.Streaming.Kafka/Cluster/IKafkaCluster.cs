using Confluent.Kafka;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Log;

namespace Orleans.Streaming.Kafka.Cluster;

/// <summary>
/// What the provider asks a Kafka cluster besides records. No call blocks a thread of the pool; all throw <see cref="KafkaException"/> when
/// the cluster does not answer. The offsets of consumer groups are not among it: librdkafka's administration calls for them abort the
/// process when the group's coordinator goes away.
/// </summary>
internal interface IKafkaCluster : IDisposable
{
    /// <summary>The topics among those asked for that exist, with their partitions. Asking never creates a topic.</summary>
    Task<IReadOnlyDictionary<string, KafkaTopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken);

    /// <summary>Creates a topic; one that exists already is left as it is.</summary>
    Task CreateTopicAsync(string topic, KafkaTopicOptions options, CancellationToken cancellationToken);

    /// <summary>Asks for a topic by its name, which creates it where the cluster makes topics on first use.</summary>
    Task AskForTopicAsync(string topic, CancellationToken cancellationToken);

    /// <summary>The bounds of partitions, asked from their leaders; a partition whose leader does not answer is missing.</summary>
    Task<IReadOnlyDictionary<TopicPartition, KafkaWatermarks>> GetWatermarksAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken);

    /// <summary>The end offsets of partitions, asked from their leaders; a partition whose leader does not answer is missing.</summary>
    Task<IReadOnlyDictionary<TopicPartition, long>> GetEndOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken);

    /// <summary>The first offset whose record has this time or a later one, the end offset when there is none.</summary>
    Task<long> GetOffsetForTimeAsync(TopicPartition partition, DateTimeOffset time, CancellationToken cancellationToken);
}
