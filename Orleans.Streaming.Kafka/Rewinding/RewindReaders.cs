using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Mapping;

namespace Orleans.Streaming.Kafka.Rewinding;

/// <summary>The readers that bring streams from an old place to the live records, at most so many at a time; the others wait in their order.</summary>
internal sealed partial class RewindReaders(
    KafkaStreamOptions options, string groupId, IKafkaCluster cluster, IKafkaStreamMapper mapper, Action<string, long> countMissing, ILogger logger) : IRewindSource, IAsyncDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConcurrentRewinds);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];
    private int _count;

    /// <summary>How many rewinds are under way or wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc />
    public Rewind Start(PartitionFeed feed, StreamId stream, RewindTarget target)
    {
        var rewind = new Rewind(feed, stream, target, MemoryShares.OfRewind(options));
        var running = RunAsync(rewind);
        lock (_lock)
        {
            _running.Add(running);
        }

        running.ContinueWith(
            done =>
            {
                lock (_lock)
                {
                    _running.Remove(done);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return rewind;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
        _places.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Rewind rewind)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var (topic, partition) = (rewind.Feed.Partition.Topic, rewind.Feed.Partition.Partition.Value);
        Interlocked.Increment(ref _count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, rewind.Stopped);
        try
        {
            await _places.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                LogBegin(rewind.Stream, topic, partition, rewind.Target);
                using var reader = new RewindReader(rewind, options, groupId, cluster, mapper, countMissing, logger);
                await reader.RunAsync(stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogEnd(rewind.Stream, topic, partition);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    [LoggerMessage(EventId = 151, Level = LogLevel.Information, Message = "Stream {Stream} is brought up from {Target} of {Topic} [{Partition}].")]
    private partial void LogBegin(StreamId stream, string topic, int partition, RewindTarget target);

    [LoggerMessage(EventId = 152, Level = LogLevel.Information, Message = "Stream {Stream} is no longer read from the log of {Topic} [{Partition}].")]
    private partial void LogEnd(StreamId stream, string topic, int partition);
}
