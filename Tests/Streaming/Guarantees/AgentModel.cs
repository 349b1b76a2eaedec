using Orleans.Streaming.Kafka.Caching;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Delivery;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>The pulling agent of a partition as Orleans has it, over the cache under test.</summary>
internal sealed class AgentModel
{
    private readonly LogModel _log;
    private readonly KafkaQueueCache _cache;
    private readonly Dictionary<StreamId, List<SubscriptionModel>> _streams = [];
    private readonly Dictionary<StreamId, Registration> _registering = [];
    private readonly IReadOnlyList<ConsumerModel> _consumers;

    public AgentModel(LogModel log, IReadOnlyList<ConsumerModel> consumers, DeliveryPolicy policy)
    {
        _log = log;
        _consumers = consumers;
        Rewinds = new(log);
        _cache = new(Feed, Rewinds, rejected: null!, policy);
    }

    public PartitionFeed Feed { get; } = LogModel.CreateFeed();

    public RewindModel Rewinds { get; }

    public IReadOnlyList<SubscriptionModel> Subscriptions => [.. _streams.Values.SelectMany(subscriptions => subscriptions)];

    /// <summary>Purges and reads, unless a stream is being registered.</summary>
    public void Read(int maxItems)
    {
        if (_registering.Count > 0)
        {
            return;
        }

        _cache.TryPurgeFromCache(out _);
        List<IBatchContainer> containers = [];
        for (var i = 0; i < maxItems && Feed.Take() is { } item; i++)
        {
            containers.AddRange(AddToCache(item));
        }

        foreach (var group in containers.GroupBy(container => container.StreamId))
        {
            var token = group.First().SequenceToken;
            if (_streams.TryGetValue(group.Key, out var subscriptions))
            {
                subscriptions.ForEach(subscription => subscription.Wake(token));
            }
            else
            {
                _registering.Add(group.Key, new(token, _cache.TryGetCacheCursor(group.Key, token).Cursor!));
                _streams.Add(group.Key, [.. _consumers.Where(consumer => LogModel.Stream(consumer.Stream) == group.Key)
                    .Select(consumer => new SubscriptionModel(_cache, consumer))]);
            }
        }
    }

    /// <summary>Goes on with registering a stream: its consumers say where they want to be, then their cursors go there.</summary>
    public void Register(int choice)
    {
        if (_registering.Count == 0)
        {
            return;
        }

        var (stream, registration) = _registering.ElementAt(choice % _registering.Count);
        if (!registration.HasAsked)
        {
            _streams[stream].ForEach(subscription => subscription.Ask(registration.Token));
            registration.HasAsked = true;
            return;
        }

        _streams[stream].ForEach(subscription => subscription.EndAsk());
        registration.Pin.Dispose();
        _registering.Remove(stream);
    }

    /// <summary>Lets the cache count what is processed, as the commit timer does.</summary>
    public void Count() => _cache.CountProgress();

    /// <summary>Hands the partition over.</summary>
    /// <returns>What is committed.</returns>
    public long Stop()
    {
        foreach (var subscription in Subscriptions)
        {
            subscription.Dispose();
        }

        _cache.CountProgress();
        return Feed.Processed;
    }

    private IEnumerable<IBatchContainer> AddToCache(FeedItem item)
    {
        switch (item)
        {
            case FetchedBlock block:
                return _cache.Add(block);
            case AtEnd end:
                return _cache.Add(end, _log.Streams);
            case Fault fault:
                return _cache.Add(fault);
            case Wake wake:
                return [_cache.WakeUp(wake.Stream)];
            default:
                _cache.CountProgress();
                return [];
        }
    }

    private sealed class Registration(StreamSequenceToken token, IQueueCacheCursor pin)
    {
        public StreamSequenceToken Token => token;

        public IQueueCacheCursor Pin => pin;

        public bool HasAsked { get; set; }
    }
}
