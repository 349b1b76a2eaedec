using Confluent.Kafka;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>Reads rejected topics record by record, outside any consumer group. Calls block; one at a time.</summary>
internal sealed class RejectedLog : IDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly string _brokers;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly Lazy<Metadata> _metadata;
    private volatile string? _lastError;
    private volatile bool _awaitsBroker;

    /// <summary>Creates a reader; the first call connects.</summary>
    /// <param name="clientSettings">librdkafka settings, brokers included.</param>
    /// <param name="patience">How long a record may be waited for before reading fails; <see cref="TimeSpan.MaxValue"/> for ever.</param>
    /// <param name="time">Measures the patience.</param>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    public RejectedLog(IReadOnlyDictionary<string, string> clientSettings, TimeSpan patience, TimeProvider time)
    {
        _brokers = clientSettings["bootstrap.servers"];
        _patience = patience;
        _time = time;
        _metadata = new(ReadMetadata);
        try
        {
            _consumer = new ConsumerBuilder<byte[]?, byte[]?>(Configuration(clientSettings))
                .SetErrorHandler((_, error) => _lastError = error.Reason)
                .SetLogHandler((_, _) => { })
                .Build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new ArgumentException($"A Kafka setting is not allowed: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a record is waited for longer than usual.</summary>
    public bool AwaitsBroker => _awaitsBroker;

    /// <summary>The latest error of the connection; null when there was none.</summary>
    public string? LastError => _lastError;

    /// <summary>All topics with rejected records, in ordinal order.</summary>
    /// <exception cref="RejectedTopicException">No broker answered.</exception>
    public IEnumerable<string> FindTopics() => _metadata.Value.Topics
        .Where(topic => RejectedTopicName.IsOne(topic.Topic) && topic.Partitions.Count > 0)
        .Select(topic => topic.Topic)
        .Order(StringComparer.Ordinal);

    /// <summary>How many partitions a topic has, 0 where there is no such topic. It is not created by being asked for.</summary>
    /// <exception cref="RejectedTopicException">No broker answered.</exception>
    public int CountPartitions(string topic) => _metadata.Value.Topics.Find(candidate => candidate.Topic == topic)?.Partitions.Count ?? 0;

    /// <summary>What each partition of a topic holds now.</summary>
    /// <exception cref="RejectedTopicException">There is no such topic, or no broker answered.</exception>
    public IEnumerable<PartitionRange> GetRanges(string topic)
    {
        var partitions = CountPartitions(topic);
        return partitions > 0
            ? Enumerable.Range(0, partitions).Select(partition => GetRange(new(topic, partition)))
            : throw new RejectedTopicException($"Topic {topic} does not exist.");
    }

    /// <summary>The records of a part of a partition, in order.</summary>
    /// <param name="range">The part; what retention has removed of it is passed over.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RejectedTopicException">Reading failed for good, or no record came in time.</exception>
    public IEnumerable<RejectedRecord> Read(PartitionRange range, CancellationToken cancellationToken)
    {
        if (range.From >= range.To)
        {
            yield break;
        }

        _consumer.Assign(new TopicPartitionOffset(range.Partition, range.From));
        try
        {
            var next = range.From;
            var answered = _time.GetTimestamp();
            while (next < range.To)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Consume(range.Partition, next) is not { } result)
                {
                    RequirePatience(range.Partition, next, answered);
                    continue;
                }

                // Not every offset has a record: transactions and compaction leave holes, also at the end.
                next = result.IsPartitionEOF ? result.Offset : result.Offset + 1;
                if (!result.IsPartitionEOF && result.Offset < range.To)
                {
                    yield return new RejectedRecord(result);
                }

                answered = _time.GetTimestamp();
            }
        }
        finally
        {
            _consumer.Unassign();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _consumer.Dispose();

    private static ConsumerConfig Configuration(IReadOnlyDictionary<string, string> clientSettings)
    {
        Dictionary<string, string> settings = new(clientSettings, StringComparer.Ordinal);
        settings.TryAdd("fetch.wait.max.ms", "100");
        settings.TryAdd("queued.max.messages.kbytes", "16384");
        settings.TryAdd("reconnect.backoff.max.ms", "1000");
        return new(settings)
        {
            GroupId = "unused",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
    }

    private Metadata ReadMetadata()
    {
        try
        {
            using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
            return admin.GetMetadata(AnswerTime);
        }
        catch (KafkaException exception)
        {
            throw new RejectedTopicException(
                $"No broker of {_brokers} answered within {AnswerTime.TotalSeconds:0} s: {Explain(exception)}", exception);
        }
    }

    private PartitionRange GetRange(TopicPartition partition)
    {
        try
        {
            var bounds = _consumer.QueryWatermarkOffsets(partition, AnswerTime);
            return new(partition, bounds.Low, bounds.High);
        }
        catch (KafkaException exception)
        {
            throw new RejectedTopicException($"The bounds of {Name(partition)} could not be read: {Explain(exception)}", exception);
        }
    }

    private ConsumeResult<byte[]?, byte[]?>? Consume(TopicPartition partition, long next)
    {
        try
        {
            var result = _consumer.Consume(PollTime);
            _awaitsBroker = result is null;
            return result;
        }
        catch (ConsumeException exception)
        {
            throw new RejectedTopicException(
                $"{Name(partition)} could not be read from offset {next}: {exception.Error.Reason}", exception);
        }
    }

    private void RequirePatience(TopicPartition partition, long next, long answered)
    {
        if (_time.GetElapsedTime(answered) is var silence && silence > _patience)
        {
            throw new RejectedTopicException(
                $"{Name(partition)} gave nothing from offset {next} within {silence.TotalSeconds:0} s: {_lastError ?? "no error so far"}");
        }
    }

    private string Explain(KafkaException exception) => _lastError ?? exception.Error.Reason;

    private static string Name(TopicPartition partition) => $"{partition.Topic} [{partition.Partition.Value}]";
}
