using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Interop;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Log;

/// <summary>Reads a bounded part of a partition's log, from an offset up to another, outside any consumer group. Safe for concurrent use.</summary>
public sealed partial class KafkaLogReader : IDisposable
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, string> _settings;
    private readonly Lazy<IAdminClient> _admin;
    private readonly Lazy<OffsetsClient> _offsets;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _consumerGate = new(1);
    private IConsumer<byte[], byte[]>? _consumer;
    private string? _lastError;

    /// <summary>Creates a reader; nothing is connected before the first call.</summary>
    /// <param name="clientSettings">librdkafka settings, at least <c>bootstrap.servers</c>.</param>
    /// <param name="logger">Takes what librdkafka has to say, at level Debug; null, the default, for nobody. Failures of a call are thrown by it.</param>
    public KafkaLogReader(IReadOnlyDictionary<string, string> clientSettings, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(clientSettings);
        _settings = new(clientSettings, StringComparer.Ordinal);
        _settings.TryAdd("reconnect.backoff.max.ms", "1000");
        _offsets = new(() => new(_settings));
        _logger = logger ?? NullLogger.Instance;
        _admin = new(() => new AdminClientBuilder(new Dictionary<string, string>(_settings))
            .SetErrorHandler((_, error) => Note(error))
            .SetLogHandler((_, message) => LogClientMessage(message.Facility, message.Message))
            .Build());
    }

    /// <summary>Creates a reader of the same Kafka. Readings of one reader wait for each other: a long one is better done by another.</summary>
    public KafkaLogReader CreateAnother() => new(_settings, _logger);

    /// <summary>The bounds of a partition, asked from its leader.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KafkaStreamException">The leader did not answer.</exception>
    public async Task<KafkaWatermarks> GetWatermarksAsync(string topic, int partition, CancellationToken cancellationToken = default)
    {
        var asked = Task.Factory.StartNew(
            () => new KafkaWatermarks(AskOffset(topic, partition, OffsetsClient.Start), AskOffset(topic, partition, OffsetsClient.End)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return await asked.WaitAsync(cancellationToken);
    }

    /// <summary>How many partitions a topic has.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KafkaStreamException">The topic does not exist or no broker answered.</exception>
    public async Task<int> GetPartitionCountAsync(string topic, CancellationToken cancellationToken = default)
    {
        var metadata = await Task.Run(() => Guard(topic, () => _admin.Value.GetMetadata(AnswerTime)), cancellationToken);
        return metadata.Topics.Find(candidate => candidate.Topic == topic && candidate.Partitions.Count > 0)?.Partitions.Count
            ?? throw new KafkaStreamException($"Topic {topic} does not exist.");
    }

    /// <summary>The Kafka cluster's id; together with a topic it names a log.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KafkaStreamException">No broker answered.</exception>
    public Task<string> GetClusterIdAsync(CancellationToken cancellationToken = default) => GetClusterIdAsync(AnswerTime, cancellationToken);

    /// <summary>The Kafka cluster's id; together with a topic it names a log.</summary>
    /// <param name="patience">How long to wait for an answer, above 0.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KafkaStreamException">No broker answered.</exception>
    public async Task<string> GetClusterIdAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(patience, TimeSpan.Zero);
        string? cause = null;
        var id = await Task.Factory.StartNew(
            () => NativeClient.GetClusterId(_settings, patience, (_, facility, text) =>
            {
                LogClientMessage(facility, text);
                // That all brokers are down says less than why one of them is.
                cause = cause is null || facility == "FAIL" ? text : cause;
            }),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return id ?? throw new KafkaStreamException(
            $"No broker of {_settings.GetValueOrDefault("bootstrap.servers")} told its cluster's id within {patience}: "
            + KafkaSecrets.Scrub(cause ?? "no answer", _settings));
    }

    /// <summary>The records with offsets from <paramref name="from"/> up to but not including <paramref name="to"/>, in order.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The first offset that is not wanted; at most the end offset.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KafkaStreamException"><paramref name="from"/> lies outside the log, or reading failed for good.</exception>
    public async IAsyncEnumerable<KafkaLogRecord> ReadAsync(
        string topic, int partition, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (from >= to)
        {
            yield break;
        }

        await _consumerGate.WaitAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var records = Channel.CreateBounded<KafkaLogRecord>(new BoundedChannelOptions(1024) { SingleReader = true, SingleWriter = true });
        var reading = Task.Factory.StartNew(
            () => Fill(records.Writer, new TopicPartitionOffset(topic, partition, from), to, stop.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            await foreach (var record in records.Reader.ReadAllAsync(cancellationToken))
            {
                yield return record;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
            _consumerGate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _consumerGate.Wait();
        _consumer?.Dispose();
        _consumer = null;
        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }

        if (_offsets.IsValueCreated)
        {
            _offsets.Value.Dispose();
        }

        _consumerGate.Dispose();
    }

    /// <summary>Runs on a thread of its own because librdkafka's consume call blocks.</summary>
    private void Fill(ChannelWriter<KafkaLogRecord> writer, TopicPartitionOffset start, long to, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            _consumer ??= CreateConsumer();
            _consumer.Assign(start);
            var next = start.Offset.Value;
            while (next < to && !cancellationToken.IsCancellationRequested)
            {
                var result = _consumer.Consume(PollTime);
                if (result is null)
                {
                    continue;
                }

                next = result.IsPartitionEOF ? result.Offset : result.Offset + 1;
                if (result.IsPartitionEOF || result.Offset >= to)
                {
                    continue;
                }

                var record = new KafkaLogRecord(result.Offset, result.Message.Timestamp.UnixTimestampMs, result.Message.Key, result.Message.Value);
                while (!writer.TryWrite(record))
                {
                    writer.WaitToWriteAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader went away; there is nobody to tell.
        }
        catch (KafkaException exception)
        {
            failure = new KafkaStreamException($"Topic {start.Topic} [{start.Partition.Value}] could not be read from offset {start.Offset.Value}: {exception.Error.Reason}", exception);
        }
        finally
        {
            _consumer?.Unassign();
            writer.Complete(failure);
        }
    }

    private IConsumer<byte[], byte[]> CreateConsumer()
    {
        var config = new ConsumerConfig(new Dictionary<string, string>(_settings))
        {
            GroupId = "unused",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Error,
            FetchWaitMaxMs = 10,
        };
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) => LogClientError(error.Code, error.Reason))
            .SetLogHandler((_, message) => LogClientMessage(message.Facility, message.Message))
            .Build();
    }

    private long AskOffset(string topic, int partition, long time)
    {
        TopicPartition asked = new(topic, partition);
        try
        {
            return _offsets.Value.GetOffsets([asked], time, AnswerTime).TryGetValue(asked, out var offset)
                ? offset
                : throw new KafkaStreamException($"The bounds of topic {topic} [{partition}] could not be read: it is not there, or has no leader.");
        }
        catch (KafkaException exception)
        {
            throw new KafkaStreamException($"The bounds of topic {topic} [{partition}] could not be read: {Describe(exception)}", exception);
        }
    }

    private T Guard<T>(string topic, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (KafkaException exception)
        {
            throw new KafkaStreamException($"The metadata of topic {topic} could not be read: {Describe(exception)}", exception);
        }
    }

    private void Note(Error error)
    {
        LogClientError(error.Code, error.Reason);
        if (error.Code != KafkaErrorCode.Local_AllBrokersDown || Volatile.Read(ref _lastError) is null)
        {
            Volatile.Write(ref _lastError, error.Reason);
        }
    }

    /// <summary>What went wrong, and why no broker could be reached, which the call's own error does not tell.</summary>
    private string Describe(KafkaException exception) => Volatile.Read(ref _lastError) is { } cause && exception.Error.IsLocalError
        ? $"{exception.Error.Reason} ({KafkaSecrets.Scrub(cause, _settings)})"
        : exception.Error.Reason;

    [LoggerMessage(EventId = 181, Level = LogLevel.Debug, Message = "Kafka log reader: {Code}: {Reason}")]
    private partial void LogClientError(KafkaErrorCode code, string reason);

    [LoggerMessage(EventId = 182, Level = LogLevel.Debug, Message = "Kafka log reader: {Facility}: {Text}")]
    private partial void LogClientMessage(string facility, string text);
}
