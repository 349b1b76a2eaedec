using System.Collections.Concurrent;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Streaming.Topics;

/// <summary>
/// The embedded broker with what it lacks: topics that are created and described with an id, that grow or are made anew, and offsets by time,
/// which it finds by reading the log. Records and the ends of partitions are the broker's.
/// </summary>
internal sealed class SubstitutedCluster(EmbeddedKafkaCluster kafka) : IKafkaCluster
{
    private readonly KafkaCluster _inner = new(new() { BootstrapServers = kafka.BootstrapServers }, TimeProvider.System, NullLogger.Instance);
    private readonly KafkaLogReader _reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = kafka.BootstrapServers });

    /// <summary>What it says of the topics.</summary>
    public ConcurrentDictionary<string, KafkaTopicDescription> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>How many questions for the bounds of partitions fail first, as nothing is expected to fail.</summary>
    public int Surprises { get; set; }

    /// <summary>How many questions for the ends of partitions fail first in the same way; the last of them as if somebody had cancelled it.</summary>
    public int SurprisesAtEnds { get; set; }

    /// <summary>How many questions for the ends of partitions were answered.</summary>
    public int EndsAsked { get; private set; }

    /// <summary>Gives a topic another id, as if it had been made anew.</summary>
    /// <param name="topic">The topic.</param>
    /// <returns>The id.</returns>
    public string MakeAnew(string topic)
    {
        var id = Guid.NewGuid().ToString("N");
        Topics[topic] = Topics[topic] with { Id = id };
        return id;
    }

    public Task<IReadOnlyDictionary<string, KafkaTopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, KafkaTopicDescription>>(
            Topics.Where(topic => topics.Contains(topic.Key)).ToDictionary(topic => topic.Key, topic => topic.Value, StringComparer.Ordinal));

    public Task CreateTopicAsync(string topic, KafkaTopicOptions options, CancellationToken cancellationToken)
    {
        kafka.CreateTopic(topic, options.Partitions);
        Topics[topic] = new(options.Partitions, Guid.NewGuid().ToString());
        return Task.CompletedTask;
    }

    public Task AskForTopicAsync(string topic, CancellationToken cancellationToken) => throw new InvalidOperationException("Topics are created here.");

    public Task<IReadOnlyDictionary<TopicPartition, KafkaWatermarks>> GetWatermarksAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        lock (Topics)
        {
            if (Surprises > 0)
            {
                Surprises--;
                throw new InvalidOperationException("Nobody expects this.");
            }
        }

        return _inner.GetWatermarksAsync(partitions, cancellationToken);
    }

    public Task<IReadOnlyDictionary<TopicPartition, long>> GetEndOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        lock (Topics)
        {
            if (SurprisesAtEnds > 0)
            {
                throw --SurprisesAtEnds == 0 ? new OperationCanceledException("Nobody cancelled this.") : new InvalidOperationException("Nobody expects this.");
            }

            EndsAsked++;
        }

        return _inner.GetEndOffsetsAsync(partitions, cancellationToken);
    }

    public async Task<long> GetOffsetForTimeAsync(TopicPartition partition, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var bounds = await _reader.GetWatermarksAsync(partition.Topic, partition.Partition, cancellationToken);
        await foreach (var record in _reader.ReadAsync(partition.Topic, partition.Partition, bounds.Low, bounds.High, cancellationToken))
        {
            if (record.Timestamp >= time.ToUnixTimeMilliseconds())
            {
                return record.Offset;
            }
        }

        return bounds.High;
    }

    public void Dispose()
    {
        _inner.Dispose();
        _reader.Dispose();
    }
}
