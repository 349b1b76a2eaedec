using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Interop;
using Orleans.Streaming.Kafka.Topics;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// The one consumer of a provider on a silo, at the live end of its partitions. A thread of its own takes batches from librdkafka's queues,
/// packs them, and pauses partitions whose agents lag behind; it sleeps until librdkafka or an agent wakes it. What has to be asked of the
/// cluster is asked elsewhere, so a silent broker stops its own partitions only.
/// </summary>
internal sealed partial class TailConsumer : IAsyncDisposable
{
    private const int MessagesPerTake = 1000;
    private const int TakesPerTurn = 16;
    private static readonly TimeSpan MaxSleep = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HandoverTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndsInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly KafkaStreamOptions _options;
    private readonly IKafkaCluster _cluster;
    private readonly KafkaStreamMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly NativeConsumer _consumer;
    private readonly GroupOffsets _group;
    private readonly PartitionAssigner _assigner;
    private readonly OffsetCommitter _committer;
    private readonly MessagePacker _packer = new();
    private readonly NativeMessage[] _messages = new NativeMessage[MessagesPerTake];
    private readonly ManualResetEventSlim _wake = new();
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly ConcurrentDictionary<TopicPartition, PartitionReader> _readers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _committing;
    private readonly Task _beating;

    public TailConsumer(
        KafkaStreamOptions options,
        string groupId,
        IKafkaCluster cluster,
        KafkaTopicDirectory topics,
        KafkaStreamMetrics metrics,
        TimeProvider clock,
        ILogger logger)
    {
        _options = options;
        _cluster = cluster;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _consumer = new(KafkaClientConfigs.Consumer(options, groupId, MemoryShares.LeastOfPartition(options, topics)), _wake.Set, LogClientMessage);
        _group = new(_consumer);
        _assigner = new(_consumer, new(options, _group, cluster, topics), metrics, clock, logger, Enqueue, IsRead, _stop.Token);
        _committer = new(_group, metrics, logger);
        _thread = new(Run) { IsBackground = true, Name = "Kafka tail consumer" };
        _thread.Start();
        _committing = RepeatAsync(options.CommitInterval, CommitAllAsync);
        _beating = RepeatAsync(options.HeartbeatInterval ?? EndsInterval, BeatAllAsync);
    }

    /// <summary>How far it is with each partition.</summary>
    public IReadOnlyList<KafkaPartitionStatus> GetStatus()
    {
        var now = _clock.GetUtcNow();
        return [.. _readers.Values.Select(reader => reader.GetStatus(now)).OrderBy(status => status.Topic, StringComparer.Ordinal).ThenBy(status => status.Partition)];
    }

    /// <summary>Begins to read a partition.</summary>
    public void Add(PartitionReader reader)
    {
        reader.Feed.Attach(_wake.Set);
        Enqueue(() => _readers[reader.Partition] = reader);
    }

    /// <summary>Stops reading a partition and commits what its agent processed.</summary>
    public async Task RemoveAsync(PartitionReader reader)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            if (_readers.TryRemove(KeyValuePair.Create(reader.Partition, reader)))
            {
                _assigner.Unassign(reader);
            }

            removed.TrySetResult();
        });
        await Task.WhenAny(removed.Task, _ended.Task);
        await CommitLastAsync([reader]);
    }

    /// <summary>Reads the partitions of a topic from their start: the topic was made anew.</summary>
    public void Restart(string topic) => Enqueue(() =>
    {
        foreach (var reader in _readers.Values.Where(reader => reader.Partition.Topic == topic))
        {
            _assigner.Unassign(reader);
            reader.MarkOutdated();
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _wake.Set();
        await Task.WhenAll(_ended.Task, _committing, _beating);
        await CommitLastAsync(_readers.Values);
        _group.Dispose();
        _consumer.Dispose();
        _committer.Dispose();
        _wake.Dispose();
        _stop.Dispose();
    }

    private bool IsRead(PartitionReader reader) => _readers.TryGetValue(reader.Partition, out var current) && current == reader;

    private void Enqueue(Action command)
    {
        _commands.Enqueue(command);
        _wake.Set();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Turn();
            }
            catch (Exception exception)
            {
                // This thread feeds every partition: whatever happened, it says so and goes on.
                LogTurnFailed(exception);
                _stop.Token.WaitHandle.WaitOne(RetryDelay);
            }
        }

        foreach (var reader in _readers.Values)
        {
            reader.Feed.Complete();
        }

        _ended.SetResult();
    }

    private void Turn()
    {
        _wake.Reset();
        while (_commands.TryDequeue(out var command))
        {
            command();
        }

        var isBusy = TakeMain();
        var share = MemoryShares.OfPartition(_options, _readers.Count);
        foreach (var reader in _readers.Values)
        {
            _assigner.Locate(reader);
            Throttle(reader, share);
            isBusy |= TakeFrom(reader);

            // Not in the next turn: librdkafka would have fetched again meanwhile.
            Throttle(reader, share);
        }

        if (!isBusy)
        {
            _wake.Wait(MaxSleep);
        }
    }

    /// <summary>Records of partitions whose queue librdkafka has put back come here; they are read first, so their order holds.</summary>
    private bool TakeMain()
    {
        var isBusy = false;
        for (int count; (count = _consumer.Main.Take(_messages)) > 0; isBusy = true)
        {
            for (var i = 0; i < count; i++)
            {
                var message = _messages[i];
                var topic = message.Topic;
                if (topic is not null && _readers.TryGetValue(new(topic, message.Partition), out var reader) && reader.Queue is not null)
                {
                    Take(reader, message);
                    // An error may have ended the reading.
                    reader.Queue?.Separate();
                }
                else if (message.Error != 0)
                {
                    LogConsumeFailed(topic, message.Partition, message.Offset, NativeConsumer.Describe(message.Error));
                }

                message.Destroy();
            }

            foreach (var reader in _readers.Values)
            {
                reader.Flush();
            }
        }

        return isBusy;
    }

    private bool TakeFrom(PartitionReader reader)
    {
        var isBusy = false;
        for (var take = 0; take < TakesPerTurn && reader is { Queue: { } queue, IsPaused: false }; take++)
        {
            var wanted = reader.NextTake(_messages.Length);
            var count = queue.Take(_messages.AsSpan(0, wanted));
            Take(reader, count);
            isBusy |= count > 0;
            if (count < wanted || reader.IsFull)
            {
                break;
            }
        }

        reader.EndOffset = Math.Max(reader.EndOffset, reader.Queue is null || !isBusy ? 0 : EndOf(reader));
        reader.Flush();
        return isBusy;
    }

    private void Take(PartitionReader reader, int count)
    {
        foreach (var message in _messages.AsSpan(0, count))
        {
            Take(reader, message);
            message.Destroy();
        }
    }

    private void Take(PartitionReader reader, NativeMessage message)
    {
        if (message.Error == 0)
        {
            if (reader.Queue is not null)
            {
                reader.Add(message, _packer);
            }

            return;
        }

        var error = (KafkaErrorCode)message.Error;
        LogConsumeFailed(reader.Partition.Topic, reader.Partition.Partition.Value, message.Offset, NativeConsumer.Describe(message.Error));
        if (error is KafkaErrorCode.Local_AutoOffsetReset or KafkaErrorCode.OffsetOutOfRange)
        {
            // The log no longer holds the position: ask for its bounds and go on at its start.
            reader.Flush();
            _assigner.Unassign(reader);
        }
    }

    /// <summary>Keeps a partition within its share of the budget: one block more must still fit when it is not paused.</summary>
    private void Throttle(PartitionReader reader, long share)
    {
        reader.Limit(share, MemoryShares.BatchIn(share, _options));
        if (reader.Queue is null)
        {
            return;
        }

        if (!reader.IsPaused && reader.IsFull)
        {
            _consumer.Pause(reader.Partition.Topic, reader.Partition.Partition.Value);
            reader.IsPaused = true;
            reader.Feed.SetWaiting(true);
            DropPrefetched(reader);
        }
        else if (reader.IsPaused && reader.HasRoom)
        {
            _consumer.Resume(reader.Partition.Topic, reader.Partition.Partition.Value);
            reader.IsPaused = false;
            reader.Feed.SetWaiting(false);
        }
    }

    /// <summary>A pause makes librdkafka read everything again that was not taken; it gives the memory back when that is asked for.</summary>
    private void DropPrefetched(PartitionReader reader)
    {
        while (reader.Queue is { } queue && queue.Take(_messages) is > 0 and var count)
        {
            Take(reader, count);
        }
    }

    private long EndOf(PartitionReader reader) =>
        _consumer.GetEndOffset(reader.Partition.Topic, reader.Partition.Partition.Value) ?? reader.EndOffset;

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> act)
    {
        using var timer = new PeriodicTimer(interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await act(_stop.Token);
                }
                catch (Exception exception) when (!_stop.IsCancellationRequested)
                {
                    LogTurnFailed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The provider stops.
        }
    }

    private Task CommitAllAsync(CancellationToken cancellationToken)
    {
        foreach (var reader in _readers.Values.Where(reader => reader.Feed.Processed < reader.Position))
        {
            reader.Feed.Tell(CountProgress.Instance);
        }

        return _committer.CommitAsync(_readers.Values, cancellationToken);
    }

    private async Task CommitLastAsync(IEnumerable<PartitionReader> readers)
    {
        using var timeout = new CancellationTokenSource(HandoverTimeout, _clock);
        try
        {
            await _committer.CommitAsync(readers, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            LogLastCommitTimedOut(HandoverTimeout);
        }
    }

    /// <summary>
    /// Asks the leaders for the ends of the partitions. Only a fresh answer makes an empty batch, so an unreachable broker never looks like a
    /// partition without news.
    /// </summary>
    private async Task BeatAllAsync(CancellationToken cancellationToken)
    {
        var partitions = _readers.Values.Where(reader => reader.Queue is not null).Select(reader => reader.Partition).ToList();
        if (partitions.Count == 0)
        {
            return;
        }

        try
        {
            foreach (var (partition, end) in await _cluster.GetEndOffsetsAsync(partitions, cancellationToken))
            {
                Enqueue(() =>
                {
                    // Between turns nothing lies in a builder: what was taken is published, so the position is exact.
                    if (_readers.TryGetValue(partition, out var reader))
                    {
                        reader.Beat(end, hasHeartbeat: _options.HeartbeatInterval is not null);
                    }
                });
            }
        }
        catch (KafkaException exception)
        {
            LogEndsUnknown(exception.Error.Reason);
        }
    }

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Reading {Topic} [{Partition}] failed at offset {Offset}: {Reason}")]
    private partial void LogConsumeFailed(string? topic, int partition, long offset, string reason);

    [LoggerMessage(EventId = 107, Level = LogLevel.Warning, Message = "The ends of the partitions are unknown: {Reason}")]
    private partial void LogEndsUnknown(string reason);

    [LoggerMessage(EventId = 108, Level = LogLevel.Error, Message = "The tail consumer failed and goes on.")]
    private partial void LogTurnFailed(Exception exception);

    [LoggerMessage(EventId = 110, Level = LogLevel.Debug, Message = "Kafka client [{Level}]: {Facility}: {Text}")]
    private partial void LogClientMessage(int level, string facility, string text);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning, Message = "The last offsets could not be committed within {Timeout}; records are delivered again.")]
    private partial void LogLastCommitTimedOut(TimeSpan timeout);
}
