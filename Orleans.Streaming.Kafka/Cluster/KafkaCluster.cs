using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Interop;
using Orleans.Streaming.Kafka.Log;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;
using KafkaMetadata = Confluent.Kafka.Metadata;

namespace Orleans.Streaming.Kafka.Cluster;

/// <summary>A provider's one administration client; nothing is connected before the first call. Safe for concurrent use.</summary>
internal sealed partial class KafkaCluster : IKafkaCluster
{
    /// <summary>How long topic descriptions may take until metadata, which every cluster has, is asked for too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>How long metadata alone is asked for after descriptions were not to be had.</summary>
    private static readonly TimeSpan MetadataOnlyTime = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lazy<IAdminClient> _admin;
    private readonly Lazy<OffsetsClient> _offsetsClient;
    private readonly Lazy<LeaderOffsets> _offsets;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _metadataGate = new();
    private long _metadataOnlyUntil;

    public KafkaCluster(KafkaStreamOptions options, TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _logger = logger;
        _admin = new(() => CreateClient(options));
        _offsetsClient = new(() => new(Settings(options)));
        _offsets = new(() => new(_offsetsClient.Value, cancellationToken => AskMetadataAsync(topic: null, cancellationToken), logger));
        _metadataOnlyUntil = clock.GetTimestamp();
    }

    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    /// <remarks>
    /// Descriptions come from the controller and tell a topic's id. Clusters that are older or have no controller do not answer: their
    /// metadata tells the number of partitions alone.
    /// </remarks>
    public async Task<IReadOnlyDictionary<string, KafkaTopicDescription>> DescribeTopicsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        if (topics.Count == 0)
        {
            return new Dictionary<string, KafkaTopicDescription>();
        }

        if (_clock.GetTimestamp() < Volatile.Read(ref _metadataOnlyUntil))
        {
            return await AskMetadataAsync(topics, cancellationToken);
        }

        var descriptions = TryAskDescriptionsAsync(topics, cancellationToken);
        await Task.WhenAny(descriptions, Task.Delay(Patience, _clock, cancellationToken));
        if (descriptions.IsCompleted && await descriptions is { } answer)
        {
            return answer;
        }

        var metadata = await AskMetadataAsync(topics, cancellationToken);
        if (descriptions.IsCompleted && await descriptions is { } late)
        {
            return late;
        }

        MetadataOnlyFor(MetadataOnlyTime);
        return metadata;
    }

    /// <inheritdoc />
    public async Task CreateTopicAsync(string topic, KafkaTopicOptions options, CancellationToken cancellationToken)
    {
        TopicSpecification specification = new()
        {
            Name = topic,
            NumPartitions = options.Partitions,
            ReplicationFactor = options.ReplicationFactor,
            Configs = new(options.Settings),
        };
        CreateTopicsOptions request = new() { RequestTimeout = AnswerTime, OperationTimeout = AnswerTime };
        try
        {
            await AskAsync(
                async admin =>
                {
                    await admin.CreateTopicsAsync([specification], request);
                    return true;
                },
                cancellationToken);
        }
        catch (CreateTopicsException exception) when (exception.Results[0].Error.Code == KafkaErrorCode.TopicAlreadyExists)
        {
            // Another silo was faster.
        }
        catch (CreateTopicsException exception)
        {
            throw Named(topic, exception.Results[0].Error, exception);
        }
    }

    /// <inheritdoc />
    public Task AskForTopicAsync(string topic, CancellationToken cancellationToken) => AskMetadataAsync(topic, cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<TopicPartition, KafkaWatermarks>> GetWatermarksAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        var asksLow = AskOffsetsAsync(partitions, OffsetsClient.Start, cancellationToken);
        var asksHigh = AskOffsetsAsync(partitions, OffsetsClient.End, cancellationToken);
        await Task.WhenAll(asksLow, asksHigh);
        var low = await asksLow;
        var high = await asksHigh;

        // The two are answered one after the other: retention may have passed the end that was read first.
        return partitions.Where(partition => low.ContainsKey(partition) && high.ContainsKey(partition)).ToDictionary(
            partition => partition, partition => new KafkaWatermarks(low[partition], Math.Max(low[partition], high[partition])));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<TopicPartition, long>> GetEndOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) =>
        await AskOffsetsAsync(partitions, OffsetsClient.End, cancellationToken);

    /// <inheritdoc />
    public async Task<long> GetOffsetForTimeAsync(TopicPartition partition, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var offset = await AskOffsetAsync(partition, time.ToUnixTimeMilliseconds(), cancellationToken);
        return offset == Offset.End ? await AskOffsetAsync(partition, OffsetsClient.End, cancellationToken) : offset;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        lock (_metadataGate)
        {
            if (_admin.IsValueCreated)
            {
                _admin.Value.Dispose();
            }
        }

        if (_offsetsClient.IsValueCreated)
        {
            _offsetsClient.Value.Dispose();
        }

        _stop.Dispose();
    }

    private static KafkaException Named(string place, Error error, Exception? inner = null) =>
        new(new Error(error.Code, $"{place}: {error.Reason}"), inner);

    private static ClientConfig Settings(KafkaStreamOptions options)
    {
        var settings = KafkaClientConfigs.Client(options);
        settings.ReconnectBackoffMaxMs ??= 1000;
        return settings;
    }

    private IAdminClient CreateClient(KafkaStreamOptions options) => new AdminClientBuilder(Settings(options))
        .SetErrorHandler((_, error) => LogClientError(error.Code, error.Reason))
        .SetLogHandler((_, message) => LogClientMessage(message.Facility, message.Message))
        .Build();

    private async Task<Dictionary<string, KafkaTopicDescription>?> TryAskDescriptionsAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        List<TopicDescription> descriptions;
        try
        {
            var names = TopicCollection.OfTopicNames(topics);
            DescribeTopicsOptions request = new() { RequestTimeout = AnswerTime };
            descriptions = (await AskAsync(admin => admin.DescribeTopicsAsync(names, request), cancellationToken)).TopicDescriptions;
        }
        catch (DescribeTopicsException exception)
        {
            descriptions = exception.Results.TopicDescriptions;
        }
        catch (KafkaException exception)
        {
            LogNoDescriptions(exception.Error.Reason);
            return null;
        }

        MetadataOnlyFor(TimeSpan.Zero);
        var failed = descriptions.Find(topic => topic.Error is { IsError: true } error && !IsAbsent(error) && !HasPartitions(topic));
        return failed is null
            ? descriptions.Where(HasPartitions).ToDictionary(
                topic => topic.Name, topic => new KafkaTopicDescription(topic.Partitions.Count, IdOf(topic)), StringComparer.Ordinal)
            : throw Named(failed.Name, failed.Error);
    }

    private static bool IsAbsent(Error error) => error.Code is KafkaErrorCode.UnknownTopicOrPart or KafkaErrorCode.Local_UnknownTopic;

    private static bool HasPartitions(TopicDescription topic) => topic.Partitions is { Count: > 0 };

    private static string? IdOf(TopicDescription topic) =>
        topic.TopicId is { } id && (id.MostSignificantBits, id.LeastSignificantBits) != (0, 0) ? id.ToString() : null;

    private void MetadataOnlyFor(TimeSpan time) =>
        Volatile.Write(ref _metadataOnlyUntil, _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency));

    private async Task<Dictionary<string, KafkaTopicDescription>> AskMetadataAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        // It asks for all topics, since naming one may create it.
        var metadata = await AskMetadataAsync(topic: null, cancellationToken);
        var asked = topics.ToHashSet(StringComparer.Ordinal);
        return metadata.Topics.Where(topic => topic.Partitions.Count > 0 && asked.Contains(topic.Topic)).ToDictionary(
            topic => topic.Topic, topic => new KafkaTopicDescription(topic.Partitions.Count, Id: null), StringComparer.Ordinal);
    }

    /// <summary>The call blocks, so it gets a thread of its own.</summary>
    private Task<KafkaMetadata> AskMetadataAsync(string? topic, CancellationToken cancellationToken) => AskAsync(
        admin => Task.Factory.StartNew(
            () => AskMetadata(admin, topic), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
        cancellationToken);

    private KafkaMetadata AskMetadata(IAdminClient admin, string? topic)
    {
        // The client must not be disposed inside a blocking call.
        lock (_metadataGate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            LogAskMetadata(topic);
            return topic is null ? admin.GetMetadata(AnswerTime) : admin.GetMetadata(topic, AnswerTime);
        }
    }

    private async Task<long> AskOffsetAsync(TopicPartition partition, long time, CancellationToken cancellationToken)
    {
        var offsets = await AskOffsetsAsync([partition], time, cancellationToken);
        return offsets.TryGetValue(partition, out var offset)
            ? offset
            : throw Named(
                $"{partition.Topic} [{partition.Partition.Value}]", new Error(KafkaErrorCode.Local_TimedOut, "its leader did not answer"));
    }

    private async Task<Dictionary<TopicPartition, long>> AskOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, long time, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        return await _offsets.Value.GetAsync(partitions, time, AnswerTime, either.Token);
    }

    private async Task<T> AskAsync<T>(Func<IAdminClient, Task<T>> ask, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        return await ask(_admin.Value).WaitAsync(either.Token);
    }

    [LoggerMessage(EventId = 191, Level = LogLevel.Debug, Message = "Kafka administration: {Code}: {Reason}")]
    private partial void LogClientError(KafkaErrorCode code, string reason);

    [LoggerMessage(EventId = 192, Level = LogLevel.Debug, Message = "Kafka administration: {Facility}: {Text}")]
    private partial void LogClientMessage(string facility, string text);

    [LoggerMessage(EventId = 193, Level = LogLevel.Debug, Message = "Topics are not described, their ids not known: {Reason}")]
    private partial void LogNoDescriptions(string reason);

    [LoggerMessage(EventId = 194, Level = LogLevel.Trace, Message = "Asking for the metadata of topic {Topic}, of all topics if it is null.")]
    private partial void LogAskMetadata(string? topic);
}
