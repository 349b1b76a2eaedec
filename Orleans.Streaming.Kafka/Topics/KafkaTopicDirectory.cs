using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;

namespace Orleans.Streaming.Kafka.Topics;

/// <summary>The topics of a provider: makes them where they are absent and knows their partitions.</summary>
public sealed partial class KafkaTopicDirectory
{
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);
    private readonly KafkaStreamOptions _options;
    private readonly IKafkaCluster _cluster;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, KnownTopic> _topics = new(StringComparer.Ordinal);

    internal KafkaTopicDirectory(KafkaStreamOptions options, IKafkaCluster cluster, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _cluster = cluster;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>How many partitions a topic of the provider has; the number grows with the topic and never shrinks.</summary>
    /// <param name="topic">A configured topic.</param>
    /// <exception cref="KafkaStreamException">The topic is not one of the provider's, or Kafka has not been asked yet.</exception>
    public int GetPartitionCount(string topic) =>
        _topics.TryGetValue(topic, out var known) ? known.Partitions : throw new KafkaStreamException($"Topic {topic} is not a topic of this provider.");

    /// <summary>Asks the cluster for the id of a topic, which changes when the topic is made anew.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The id; null where the cluster tells none, or has no such topic.</returns>
    /// <exception cref="KafkaStreamException">Kafka does not answer.</exception>
    public async Task<string?> AskTopicIdAsync(string topic, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await _cluster.DescribeTopicsAsync([topic], cancellationToken)).GetValueOrDefault(topic)?.Id;
        }
        catch (KafkaException exception)
        {
            throw new KafkaStreamException($"The id of topic {topic} could not be read: {exception.Error.Reason}", exception);
        }
    }

    /// <summary>Whether a partition came while this process ran. It is read from its start, wherever others begin: all its records are new.</summary>
    internal bool IsNew(TopicPartition partition) => _topics.TryGetValue(partition.Topic, out var known) && partition.Partition.Value >= known.AtStart;

    /// <summary>Makes absent topics and learns how many partitions each has; waits for Kafka as long as it takes.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        var backoff = TimeSpan.FromMilliseconds(250);
        while (!await TryLoadAsync(cancellationToken))
        {
            await Task.Delay(backoff, _clock, cancellationToken);
            backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, MaxBackoff.Ticks));
        }
    }

    /// <summary>Asks for the topics again.</summary>
    /// <returns>What has changed; empty when nothing has or Kafka does not answer.</returns>
    internal async Task<IReadOnlyList<KafkaTopicChange>> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Learn(await _cluster.DescribeTopicsAsync([.. _options.Topics.Keys], cancellationToken));
        }
        catch (KafkaException exception)
        {
            LogNotRefreshed(exception.Error.Reason);
            return [];
        }
    }

    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var missing = await FindMissingAsync(cancellationToken);
            foreach (var topic in missing)
            {
                await CreateAsync(topic, cancellationToken);
            }

            return missing.Count == 0 || (await FindMissingAsync(cancellationToken)).Count == 0;
        }
        catch (KafkaException exception)
        {
            LogKafkaAbsent(_options.BootstrapServers, exception.Error.Reason);
            return false;
        }
    }

    private async Task<List<string>> FindMissingAsync(CancellationToken cancellationToken)
    {
        Learn(await _cluster.DescribeTopicsAsync([.. _options.Topics.Keys], cancellationToken));
        return [.. _options.Topics.Keys.Where(topic => !_topics.ContainsKey(topic))];
    }

    private async Task CreateAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            await _cluster.CreateTopicAsync(topic, _options.Topics[topic], cancellationToken);
            LogCreated(topic, _options.Topics[topic].Partitions);
        }
        catch (KafkaException exception)
        {
            // A cluster that takes no such requests may still make topics that are asked for by name.
            LogNotCreated(topic, exception.Error.Reason);
            await _cluster.AskForTopicAsync(topic, cancellationToken);
        }
    }

    private List<KafkaTopicChange> Learn(IReadOnlyDictionary<string, KafkaTopicDescription> answer)
    {
        List<KafkaTopicChange> changes = [];
        foreach (var (topic, found) in answer)
        {
            if (!_topics.TryGetValue(topic, out var known))
            {
                _topics[topic] = new(found.Partitions, found.Partitions, found.Id);
                continue;
            }

            var isAnother = known.Id is not null && found.Id is not null && known.Id != found.Id;
            if (isAnother || found.Partitions > known.Partitions)
            {
                changes.Add(new(topic, known.Partitions, Math.Max(known.Partitions, found.Partitions), isAnother));
                LogChanged(topic, known.Partitions, found.Partitions, known.Id, found.Id);
            }

            _topics[topic] = new(known.AtStart, Math.Max(known.Partitions, found.Partitions), found.Id ?? known.Id);
        }

        return changes;
    }

    [LoggerMessage(EventId = 131, Level = LogLevel.Information, Message = "Created topic {Topic} with {Partitions} partitions.")]
    private partial void LogCreated(string topic, int partitions);

    [LoggerMessage(EventId = 132, Level = LogLevel.Warning, Message = "Kafka at {BootstrapServers} is not ready: {Reason}. Trying again.")]
    private partial void LogKafkaAbsent(string bootstrapServers, string reason);

    [LoggerMessage(EventId = 133, Level = LogLevel.Warning, Message = "Topic {Topic} cannot be created: {Reason}. Relying on its creation on first use.")]
    private partial void LogNotCreated(string topic, string reason);

    [LoggerMessage(EventId = 134, Level = LogLevel.Warning,
        Message = "Topic {Topic} had {Known} partitions and has {Found}; its id was {KnownId} and is {FoundId}.")]
    private partial void LogChanged(string topic, int known, int found, string? knownId, string? foundId);

    [LoggerMessage(EventId = 135, Level = LogLevel.Warning, Message = "The topics are not known anew: {Reason}")]
    private partial void LogNotRefreshed(string reason);

    /// <summary>What is known of a topic: its partitions at first and now, and its id if the cluster tells one.</summary>
    private sealed record KnownTopic(int AtStart, int Partitions, string? Id);
}
