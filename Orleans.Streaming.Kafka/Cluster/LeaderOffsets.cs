using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Interop;
using KafkaMetadata = Confluent.Kafka.Metadata;

namespace Orleans.Streaming.Kafka.Cluster;

/// <summary>
/// Asks every leader for the offsets of its partitions, each on a thread of its own, so a leader that does not answer keeps back its own
/// partitions only. Who leads what is taken from the metadata, and asked again when an answer is missing.
/// </summary>
/// <param name="client">Asks.</param>
/// <param name="askMetadata">Asks for the metadata of all topics.</param>
/// <param name="logger">Hears why a leader told nothing.</param>
internal sealed partial class LeaderOffsets(
    OffsetsClient client, Func<CancellationToken, Task<KafkaMetadata>> askMetadata, ILogger logger)
{
    private const int NoLeader = -1;

    private Dictionary<TopicPartition, int> _leaders = [];

    /// <summary>The offsets of partitions at a time; those whose leader does not answer, or that have none, are missing.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="time">Unix milliseconds, or one of the times that <see cref="OffsetsClient"/> names.</param>
    /// <param name="timeout">How long to wait for a leader.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KafkaException">No broker tells who leads.</exception>
    public async Task<Dictionary<TopicPartition, long>> GetAsync(
        IReadOnlyCollection<TopicPartition> partitions, long time, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var leaders = Volatile.Read(ref _leaders);
        if (!partitions.All(leaders.ContainsKey))
        {
            leaders = LeadersIn(await askMetadata(cancellationToken));
            Volatile.Write(ref _leaders, leaders);
        }

        var answers = await Task.WhenAll(partitions.Where(leaders.ContainsKey).GroupBy(partition => leaders[partition])
            .Select(led => AskAsync([.. led], time, timeout, cancellationToken)));
        Dictionary<TopicPartition, long> offsets = new(partitions.Count);
        foreach (var (partition, offset) in answers.SelectMany(answer => answer))
        {
            offsets[partition] = offset;
        }

        if (offsets.Count < partitions.Count)
        {
            Volatile.Write(ref _leaders, []);
        }

        return offsets;
    }

    private static Dictionary<TopicPartition, int> LeadersIn(KafkaMetadata metadata) => metadata.Topics
        .SelectMany(topic => topic.Partitions.Select(partition => (Key: new TopicPartition(topic.Topic, partition.PartitionId), partition.Leader)))
        .Where(partition => partition.Leader != NoLeader)
        .ToDictionary(partition => partition.Key, partition => partition.Leader);

    private Task<Dictionary<TopicPartition, long>> AskAsync(
        IReadOnlyCollection<TopicPartition> partitions, long time, TimeSpan timeout, CancellationToken cancellationToken) => Task.Factory.StartNew(
            () => Ask(partitions, time, timeout), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);

    private Dictionary<TopicPartition, long> Ask(IReadOnlyCollection<TopicPartition> partitions, long time, TimeSpan timeout)
    {
        try
        {
            return client.GetOffsets(partitions, time, timeout);
        }
        catch (KafkaException exception)
        {
            LogNoOffsets(partitions.Count, exception.Error.Reason);
            return [];
        }
    }

    [LoggerMessage(EventId = 194, Level = LogLevel.Debug, Message = "The offsets of {Count} partitions are not known: {Reason}")]
    private partial void LogNoOffsets(int count, string reason);
}
