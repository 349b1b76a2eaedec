using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Providers.Streams.Common;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Topics;
using Orleans.Streams;
using Orleans.Streams.Filtering;

namespace Orleans.Streaming.Kafka.Streams;

/// <summary>Puts the parts of one provider together.</summary>
internal sealed partial class KafkaAdapterFactory : IQueueAdapterFactory, IQueueAdapterCache, IStreamFailureHandler, IAsyncDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private readonly string _name;
    private readonly IServiceProvider _services;
    private readonly KafkaStreamOptions _options;
    private readonly IKafkaStreamMapper _mapper;
    private readonly KafkaTopicDirectory _topics;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<QueueId, KafkaReceiver> _opened = new();
    private readonly Lazy<KafkaConsumers> _consumers;
    private readonly Lock _lock = new();
    private KafkaQueueMapper? _queues;
    private KafkaTopicWatch? _watch;

    private KafkaAdapterFactory(IServiceProvider services, string name)
    {
        _name = name;
        _services = services;
        _options = services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name);
        _mapper = services.GetRequiredKeyedService<IKafkaStreamMapper>(name);
        _topics = services.GetRequiredKeyedService<KafkaTopicDirectory>(name);
        _clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _loggers = services.GetRequiredService<ILoggerFactory>();
        _logger = _loggers.CreateLogger<KafkaAdapterFactory>();
        _consumers = new(CreateConsumers);
    }

    /// <summary>A failed delivery is repeated for ever; nothing is faulted.</summary>
    public bool ShouldFaultSubsriptionOnError => false;

    private KafkaQueueMapper Queues => _queues ?? throw new InvalidOperationException($"Kafka stream provider '{_name}' has not been started.");

    public static IQueueAdapterFactory Create(IServiceProvider services, string name) => new KafkaAdapterFactory(services, name);

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    public async Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken)
    {
        await _topics.LoadAsync(cancellationToken);
        lock (_lock)
        {
            _queues ??= new KafkaQueueMapper(_options.Topics.Where(topic => topic.Value.Consume).Select(topic => topic.Key), _topics, _mapper);
            if (_watch is null && _options.Topics.Count > 0)
            {
                _watch = new(_topics, _options.TopicRefreshInterval, FollowAsync, _clock, _loggers.CreateLogger<KafkaTopicWatch>());
            }
        }

        return new KafkaAdapter(
            _name,
            _services.GetRequiredKeyedService<KafkaProducer>(_name),
            _mapper,
            _services.GetRequiredKeyedService<IKafkaDataAdapter>(_name),
            _services.GetRequiredKeyedService<KafkaContextHeaders>(_name),
            CreateReceiver);
    }

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => Queues;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(this);

    /// <summary>Orleans makes the cache of a queue before its receiver.</summary>
    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var (cache, receiver) = _consumers.Value.Open(Queues.GetPartition(queueId), Queues.GetStreams(queueId));
        _opened[queueId] = receiver;
        return cache;
    }

    public Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        LogDeliveryFailed(streamIdentity, sequenceToken);
        return Task.CompletedTask;
    }

    public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        LogSubscriptionFailed(streamIdentity, sequenceToken);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        if (_consumers.IsValueCreated)
        {
            await _consumers.Value.DisposeAsync();
        }
    }

    private KafkaConsumers CreateConsumers()
    {
        var group = string.IsNullOrEmpty(_options.GroupId) ? _services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId : _options.GroupId;
        return new(
            _options,
            group,
            _mapper,
            ActivatorUtilities.CreateInstance<StreamKeyCheck>(_services).IsDeliverable,
            _services.GetRequiredKeyedService<KafkaProducer>(_name),
            _services.GetRequiredKeyedService<EventReader>(_name),
            _services.GetRequiredKeyedService<IKafkaCluster>(_name),
            _topics,
            _services.GetRequiredKeyedService<KafkaStreamStatus>(_name),
            _services.GetRequiredKeyedService<KafkaStreamMetrics>(_name),
            MaxRecordsPerDelivery(),
            MaxWait(),
            _clock,
            _loggers);
    }

    /// <summary>Orleans asks a filter for a container and delivers all of it if one event passes: an event that is to be left out has to be alone.</summary>
    private int MaxRecordsPerDelivery() => _services.GetKeyedService<IStreamFilter>(_name) is null ? int.MaxValue : 1;

    /// <summary>Orleans looks for inactive streams this often, but only between two reads.</summary>
    private TimeSpan MaxWait()
    {
        var inactivity = _services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(_name).StreamInactivityPeriod / 10;
        return TimeSpan.FromTicks(Math.Clamp(inactivity.Ticks, ShortestWait.Ticks, LongestWait.Ticks));
    }

    /// <summary>
    /// Follows the topics: one that was made anew is read from its start, and new partitions get agents. Orleans looks at the queues when it is told
    /// to start agents; those that run are left alone.
    /// </summary>
    private async Task FollowAsync(List<KafkaTopicChange> changes)
    {
        // What fails below is tried again with the next look, and no topic is restarted twice for it.
        foreach (var change in changes.Where(change => change.IsAnother && _consumers.IsValueCreated).ToList())
        {
            _consumers.Value.Restart(change.Topic);
            changes[changes.IndexOf(change)] = change with { IsAnother = false };
        }

        if (changes.All(change => change.Partitions == change.PartitionsBefore))
        {
            return;
        }

        Queues.Grow();
        var questions = Queues.Questions;
        if (_services.GetKeyedService<IControllable>(_name) is { } streams
            && await streams.ExecuteCommand((int)PersistentStreamProviderCommand.GetAgentsState, null!) is StreamLifecycleOptions.RunState.AgentsStarted)
        {
            await streams.ExecuteCommand((int)PersistentStreamProviderCommand.StartAgents, null!);
            if (Queues.Questions == questions)
            {
                LogNotBalanced(_name, string.Join(", ", changes.Where(change => change.Partitions > change.PartitionsBefore).Select(change =>
                    $"{change.Topic} [{change.PartitionsBefore}-{change.Partitions - 1}]")));
            }
        }
    }

    private KafkaReceiver CreateReceiver(QueueId queueId) => _opened.TryRemove(queueId, out var receiver)
        ? receiver
        : throw new InvalidOperationException($"Queue {queueId} of Kafka stream provider '{_name}' has no cache.");

    [LoggerMessage(EventId = 145, Level = LogLevel.Warning,
        Message = "The queue balancer of Kafka stream provider '{Provider}' knows the partitions that were there when it started and does not see {Partitions}: "
            + "nobody reads them until the silos are started again. Orleans' default, UseConsistentRingQueueBalancer(), follows topics that grow.")]
    private partial void LogNotBalanced(string provider, string partitions);

    [LoggerMessage(EventId = 141, Level = LogLevel.Warning, Message = "Delivery to stream {Stream} failed at {Token}; it is repeated.")]
    private partial void LogDeliveryFailed(StreamId stream, StreamSequenceToken? token);

    [LoggerMessage(EventId = 142, Level = LogLevel.Warning, Message = "A subscription of stream {Stream} could not be set up at {Token}.")]
    private partial void LogSubscriptionFailed(StreamId stream, StreamSequenceToken? token);
}
