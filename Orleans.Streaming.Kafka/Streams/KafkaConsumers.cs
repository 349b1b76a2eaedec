using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Caching;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Delivery;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Rejection;
using Orleans.Streaming.Kafka.Rewinding;
using Orleans.Streaming.Kafka.Topics;

namespace Orleans.Streaming.Kafka.Streams;

/// <summary>The consuming half of a provider, which only silos have: the tail consumer, the rewinds and what they share.</summary>
internal sealed partial class KafkaConsumers : IAsyncDisposable
{
    private readonly IKafkaStreamMapper _mapper;
    private readonly Func<StreamId, bool> _isDeliverable;
    private readonly ILogger _logger;
    private readonly KafkaStreamMetrics _metrics;
    private readonly TimeSpan _maxWait;
    private readonly RejectedRecords _rejected;
    private readonly DeliveryPolicy _policy;
    private readonly RewindReaders _rewinds;
    private readonly TailConsumer _tail;

    public KafkaConsumers(
        KafkaStreamOptions options,
        string groupId,
        IKafkaStreamMapper mapper,
        Func<StreamId, bool> isDeliverable,
        KafkaProducer producer,
        EventReader reader,
        IKafkaCluster cluster,
        KafkaTopicDirectory topics,
        KafkaStreamStatus status,
        KafkaStreamMetrics metrics,
        int maxRecordsPerDelivery,
        TimeSpan maxWait,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        _mapper = mapper;
        _isDeliverable = isDeliverable;
        _logger = loggers.CreateLogger<KafkaConsumers>();
        _metrics = metrics;
        _maxWait = maxWait;
        _rejected = new(options, producer, _metrics, clock, loggers.CreateLogger<RejectedRecords>());
        _policy = new(options, maxRecordsPerDelivery, reader, _rejected, _metrics, loggers.CreateLogger<DeliveryPolicy>());
        _rewinds = new(options, groupId, cluster, mapper, _metrics.Missing, loggers.CreateLogger<RewindReaders>());
        _tail = new(options, groupId, cluster, topics, _metrics, clock, loggers.CreateLogger<TailConsumer>());
        status.Follow(_tail.GetStatus, () => _rewinds.Count);
    }

    /// <summary>Makes the cache and the receiver of a partition; both share one feed.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="streams">The streams that get every record; null when each record has its own.</param>
    public (KafkaQueueCache Cache, KafkaReceiver Receiver) Open(Confluent.Kafka.TopicPartition partition, IReadOnlyList<StreamId>? streams)
    {
        var feed = new PartitionFeed(partition);
        var cache = new KafkaQueueCache(feed, _rewinds, _rejected, _policy);
        var splitter = streams is null ? new StreamSplitter(_mapper, _isDeliverable, LogMapperFailed) : null;
        var whole = streams is null ? OfPlainRecords(partition) : [.. streams.Where(IsDeliverable)];
        var reader = new PartitionReader(feed, whole, splitter, _metrics);
        return (cache, new KafkaReceiver(reader, cache, _tail, whole, _maxWait));
    }

    /// <summary>Reads a topic from its start: it was made anew.</summary>
    public void Restart(string topic) => _tail.Restart(topic);

    public async ValueTask DisposeAsync()
    {
        await _rewinds.DisposeAsync();
        await _tail.DisposeAsync();
    }

    private StreamId[] OfPlainRecords(Confluent.Kafka.TopicPartition partition) =>
        _mapper.GetStreamOfPlainRecords(partition.Topic, partition.Partition.Value) is { } stream && IsDeliverable(stream) ? [stream] : [];

    private bool IsDeliverable(StreamId stream)
    {
        var isDeliverable = _isDeliverable(stream);
        if (!isDeliverable)
        {
            LogUndeliverable(stream);
        }

        return isDeliverable;
    }

    [LoggerMessage(EventId = 144, Level = LogLevel.Error, Message = "Stream {Stream} gets nothing: a grain that subscribes to it cannot have its key.")]
    private partial void LogUndeliverable(StreamId stream);

    [LoggerMessage(EventId = 143, Level = LogLevel.Error, Message = "The stream mapper failed; the record is put aside.")]
    private partial void LogMapperFailed(Exception exception);
}
