using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Interop;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Records;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Rewinding;

/// <summary>Reads one partition for one rewind, with a consumer and a thread of its own, until the cursor has joined the live records.</summary>
internal sealed partial class RewindReader : IDisposable
{
    private const int MessagesPerTake = 1000;
    private static readonly TimeSpan MaxSleep = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Rewind _rewind;
    private readonly int _maxBatchBytes;
    private readonly IKafkaCluster _cluster;
    private readonly IKafkaStreamMapper _mapper;
    private readonly Action<string, long> _countMissing;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _wake = new();
    private readonly NativeConsumer _consumer;
    private readonly MessagePacker _packer = new();
    private readonly TakeSize _takeSize = new();
    private readonly RecordBatchBuilder _scratch = new();
    private readonly RecordBatchBuilder _builder = new();
    private readonly NativeMessage[] _messages = new NativeMessage[MessagesPerTake];
    private readonly bool _isKeyed;
    private readonly string _topic;
    private readonly int _partition;
    private long _position;
    private long _from;
    private long _logStart;
    private long _end;

    public RewindReader(
        Rewind rewind,
        KafkaStreamOptions options,
        string groupId,
        IKafkaCluster cluster,
        IKafkaStreamMapper mapper,
        Action<string, long> countMissing,
        ILogger logger)
    {
        _rewind = rewind;
        var share = MemoryShares.OfRewind(options);
        _maxBatchBytes = MemoryShares.BatchIn(share, options);
        _cluster = cluster;
        _mapper = mapper;
        _countMissing = countMissing;
        _logger = logger;
        (_topic, _partition) = (rewind.Feed.Partition.Topic, rewind.Feed.Partition.Partition.Value);
        _isKeyed = mapper.GetStreams(_topic, _partition, _partition + 1) is null;
        _consumer = new(KafkaClientConfigs.Consumer(options, groupId, share), _wake.Set, LogClientMessage);
    }

    /// <summary>Reads until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isFirst = true;
        while (true)
        {
            var place = await LocateAsync(isFirst, cancellationToken).ConfigureAwait(false);
            isFirst = false;
            await Task.Factory.StartNew(() => Read(place, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _consumer.Dispose();
        _scratch.Clear();
        _builder.Clear();
        _wake.Dispose();
    }

    /// <summary>Where to read: what the log holds at or behind the place that is wanted. Tries until the cluster answers.</summary>
    private async Task<long> LocateAsync(bool isFirst, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var partition = _rewind.Feed.Partition;
                if ((await _cluster.GetWatermarksAsync([partition], cancellationToken).ConfigureAwait(false)).TryGetValue(partition, out var bounds))
                {
                    (_logStart, _end) = (bounds.Low, bounds.High);
                    var wanted = !isFirst ? _position
                        : _rewind.Target.Time is { } time ? await TimeAsync(time, cancellationToken).ConfigureAwait(false)
                        : _rewind.Target.Offset;
                    return Check(wanted);
                }

                LogNotYet(_topic, _partition, "its leader does not answer");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever it was: a stream that nobody brings up stands still.
                LogNotYet(_topic, _partition, exception is KafkaException { Error.Reason: var reason } ? reason : exception.Message);
            }

            await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<long> TimeAsync(DateTimeOffset time, CancellationToken cancellationToken) => time == DateTimeOffset.UnixEpoch
        ? Task.FromResult(_logStart)
        : _cluster.GetOffsetForTimeAsync(_rewind.Feed.Partition, time, cancellationToken);

    private long Check(long wanted)
    {
        if (wanted < _logStart)
        {
            _countMissing(_topic, _logStart - wanted);
            _rewind.Report(new(_topic, _partition, wanted, _logStart, $"retention removed what was before offset {_logStart}"));
            return _logStart;
        }

        if (wanted > _end)
        {
            _rewind.Report(new(_topic, _partition, wanted, _logStart, $"the log ends at offset {_end}, so it is another one"));
            return _logStart;
        }

        return wanted;
    }

    private void Read(long place, CancellationToken cancellationToken)
    {
        _position = _from = place;
        var queue = _consumer.Assign(_topic, _partition, place);
        try
        {
            // The cursor learns where it stands, even when nothing comes.
            _rewind.Publish(KafkaRecordBatch.Nothing(_topic, _partition, place, place, _logStart, _end));
            while (!cancellationToken.IsCancellationRequested)
            {
                _rewind.WaitForRoom();
                _wake.Reset();
                if (!Take(_consumer.Main, queue, out var isLost) & !Take(queue, queue, out var isLostToo))
                {
                    if (_position >= _end)
                    {
                        _rewind.MarkEnd();
                    }

                    _wake.Wait(MaxSleep, cancellationToken);
                }

                if (isLost || isLostToo)
                {
                    return;
                }
            }
        }
        finally
        {
            _consumer.Unassign(_topic, _partition);
        }
    }

    private bool Take(NativeQueue from, NativeQueue own, out bool isLost)
    {
        isLost = false;
        var count = from.Take(_messages.AsSpan(0, _takeSize.Next(_maxBatchBytes, _messages.Length)));
        for (var i = 0; i < count; i++)
        {
            var message = _messages[i];
            if (message.Error != 0)
            {
                isLost |= (KafkaErrorCode)message.Error is KafkaErrorCode.Local_AutoOffsetReset or KafkaErrorCode.OffsetOutOfRange;
                LogNotYet(_topic, _partition, NativeConsumer.Describe(message.Error));
            }
            else if (message.Offset >= _position)
            {
                Add(message);
            }

            message.Destroy();
        }

        if (from != own && count > 0)
        {
            own.Separate();
        }

        _end = Math.Max(_end, _consumer.GetEndOffset(_topic, _partition) ?? 0);
        PublishProgress();
        return count > 0;
    }

    private void Add(NativeMessage message)
    {
        var headers = _packer.PackHeaders(message);
        _takeSize.See(message.Bytes + headers.Length);
        if (!_isKeyed || BelongsToStream(message, headers))
        {
            if (!MessagePacker.Fits(_builder, message, headers, _maxBatchBytes))
            {
                Publish();
            }

            MessagePacker.Add(_builder, message, headers);
        }

        _position = message.Offset + 1;
    }

    private bool BelongsToStream(NativeMessage message, ReadOnlySpan<byte> headers)
    {
        MessagePacker.Add(_scratch, message, headers);
        var record = _scratch.Build(_topic, _partition, message.Offset, message.Offset + 1, _logStart, _end, rented: true);
        try
        {
            return _mapper.GetStream(_topic, _partition, record[0]) == _rewind.Stream;
        }
        catch (Exception exception)
        {
            // The record was put aside when it was live.
            LogMapperFailed(exception, _topic, _partition, message.Offset);
            return false;
        }
        finally
        {
            record.Buffer.Release();
        }
    }

    private void PublishProgress()
    {
        Publish();
        if (_from < _position)
        {
            _rewind.Publish(KafkaRecordBatch.Nothing(_topic, _partition, _from, _position, _logStart, _end));
            _from = _position;
        }
    }

    private void Publish()
    {
        if (_builder.Count > 0)
        {
            var next = _builder.NextOffset;
            _rewind.Publish(_builder.Build(_topic, _partition, _from, next, _logStart, _end, rented: true));
            _from = next;
        }
    }

    [LoggerMessage(EventId = 153, Level = LogLevel.Warning, Message = "Cannot read {Topic} [{Partition}] for a rewind yet: {Reason}. Trying again.")]
    private partial void LogNotYet(string topic, int partition, string reason);

    [LoggerMessage(EventId = 154, Level = LogLevel.Debug, Message = "No stream was found for the record at offset {Offset} of {Topic} [{Partition}].")]
    private partial void LogMapperFailed(Exception exception, string topic, int partition, long offset);

    [LoggerMessage(EventId = 155, Level = LogLevel.Debug, Message = "Kafka client of a rewind [{Level}]: {Facility}: {Text}")]
    private partial void LogClientMessage(int level, string facility, string text);
}
