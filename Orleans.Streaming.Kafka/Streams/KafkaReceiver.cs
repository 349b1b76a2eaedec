using Orleans.Streaming.Kafka.Caching;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Streams;

/// <summary>Brings what is fetched of one partition to its agent. It waits for data, so there is no polling delay and no thread waits.</summary>
/// <param name="reader">Fetches.</param>
/// <param name="cache">Where records go.</param>
/// <param name="tail">Who has the reader.</param>
/// <param name="streams">The streams that hear of the partition's end.</param>
/// <param name="maxWait">How long to wait for data: between two reads Orleans forgets streams that are inactive.</param>
internal sealed class KafkaReceiver(
    PartitionReader reader, KafkaQueueCache cache, TailConsumer tail, IReadOnlyList<StreamId> streams, TimeSpan maxWait) : IQueueAdapterReceiver
{
    /// <summary>So many items at a time; Orleans purges in between.</summary>
    private const int MaxItems = 64;

    /// <summary>
    /// After so many containers the deliveries that they begin come first: thousands under way at once outlive the youngest generation of the
    /// garbage collector, and collecting them then costs more than the deliveries.
    /// </summary>
    private const int MaxContainers = 256;

    private bool _isFollowed;

    public Task Initialize(TimeSpan timeout)
    {
        if (reader.HasStreams)
        {
            tail.Add(reader);
        }

        return Task.CompletedTask;
    }

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        if (_isFollowed)
        {
            await Task.Yield();
        }

        List<IBatchContainer> containers = [];
        Take(containers);
        if (containers.Count > 0)
        {
            return containers;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(maxWait);
        try
        {
            while (containers.Count == 0 && await reader.Feed.WaitAsync(patience.Token))
            {
                Take(containers);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // What was taken is in the cache; Orleans hears of it with what comes next, or the queue is handed over.
        }

        return containers;
    }

    [Obsolete("Orleans calls the overload with a token.")]
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        cache.CountProgress();
        if (reader.HasStreams)
        {
            await tail.RemoveAsync(reader);
        }

        reader.Feed.Complete();
    }

    private void Take(List<IBatchContainer> containers)
    {
        for (var i = 0; i < MaxItems && containers.Count < MaxContainers && reader.Feed.Take() is { } item; i++)
        {
            containers.AddRange(AddToCache(item));
        }

        _isFollowed = containers.Count >= MaxContainers;
    }

    private IEnumerable<IBatchContainer> AddToCache(FeedItem item)
    {
        switch (item)
        {
            case FetchedBlock block:
                return cache.Add(block);
            case AtEnd end:
                return cache.Add(end, streams);
            case Fault fault:
                return cache.Add(fault);
            case Wake wake:
                return [cache.WakeUp(wake.Stream)];
            default:
                cache.CountProgress();
                return [];
        }
    }
}
