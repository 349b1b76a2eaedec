using Confluent.Kafka;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Log;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace FederatedOrleans.Tests.Streaming.Topics;

/// <summary>Says of topics what a test tells it to say.</summary>
internal sealed class ScriptedCluster : IKafkaCluster
{
    public Dictionary<string, KafkaTopicDescription> Topics { get; } = [];

    public List<(string Topic, KafkaTopicOptions Options)> Created { get; } = [];

    public List<string> AskedFor { get; } = [];

    /// <summary>Whether it refuses to create topics.</summary>
    public bool RefusesToCreate { get; init; }

    /// <summary>How many descriptions fail first.</summary>
    public int Failures { get; set; }

    public Task<IReadOnlyDictionary<string, KafkaTopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken) => Failures-- > 0
        ? throw new KafkaException(new Error(KafkaErrorCode.Local_AllBrokersDown, "nobody answers"))
        : Task.FromResult<IReadOnlyDictionary<string, KafkaTopicDescription>>(
            Topics.Where(topic => topics.Contains(topic.Key)).ToDictionary(topic => topic.Key, topic => topic.Value));

    public Task CreateTopicAsync(string topic, KafkaTopicOptions options, CancellationToken cancellationToken)
    {
        if (RefusesToCreate)
        {
            throw new KafkaException(new Error(KafkaErrorCode.TopicAuthorizationFailed, "not allowed"));
        }

        Created.Add((topic, options));
        Topics[topic] = new(options.Partitions, $"id of {topic}");
        return Task.CompletedTask;
    }

    public Task AskForTopicAsync(string topic, CancellationToken cancellationToken)
    {
        AskedFor.Add(topic);
        Topics[topic] = new(4, Id: null);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<TopicPartition, KafkaWatermarks>> GetWatermarksAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<TopicPartition, long>> GetEndOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> GetOffsetForTimeAsync(TopicPartition partition, DateTimeOffset time, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Dispose()
    {
    }
}
