using System.Text;
using Confluent.Kafka;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Topics;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Streams;

/// <summary>
/// One queue per partition of every topic that is consumed. A queue's name and its place on Orleans' ring follow from topic and partition alone, so
/// silos that learn of new partitions at different times agree on all the others. Safe for concurrent use.
/// </summary>
internal sealed class KafkaQueueMapper : IConsistentRingStreamQueueMapper
{
    /// <summary>2^32 divided by the golden ratio: multiples of it are spread evenly over the ring, however many there are (Knuth, TAOCP 3, 6.4).</summary>
    private const uint Step = 2_654_435_769;

    private readonly List<string> _topics;
    private readonly KafkaTopicDirectory _directory;
    private readonly IKafkaStreamMapper _mapper;
    private readonly Lock _lock = new();
    private int _questions;
    private volatile Snapshot _now = new([], [], []);

    public KafkaQueueMapper(IEnumerable<string> topics, KafkaTopicDirectory directory, IKafkaStreamMapper mapper)
    {
        _topics = [.. topics.Order(StringComparer.Ordinal)];
        _directory = directory;
        _mapper = mapper;
        Grow();
    }

    /// <summary>How often Orleans has asked for queues. A balancer that asks once, when it starts, does not follow topics that grow.</summary>
    public int Questions => Volatile.Read(ref _questions);

    public IEnumerable<QueueId> GetAllQueues()
    {
        Interlocked.Increment(ref _questions);
        return _now.Partitions.Keys;
    }

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range)
    {
        Interlocked.Increment(ref _questions);
        return _now.Partitions.Keys.Where(queue => range.InRange(queue.GetUniformHashCode()));
    }

    public TopicPartition GetPartition(QueueId queue) => _now.Partitions[queue];

    /// <summary>The streams that get every record of a queue; null when each record has its own.</summary>
    public IReadOnlyList<StreamId>? GetStreams(QueueId queue) => _now.StreamsOfQueue[queue];

    public QueueId GetQueueForStream(StreamId streamId)
    {
        var now = _now;
        if (now.Streams.TryGetValue(streamId, out var queue))
        {
            return queue;
        }

        var (topic, partition, key, _) = _mapper.GetDestination(streamId);
        var number = partition ?? (_topics.Contains(topic) && key is { Length: > 0 } ? KafkaPartitioner.GetPartition(key, _directory.GetPartitionCount(topic)) : -1);
        queue = QueueOf(new(topic, number));
        return now.StreamsOfQueue.TryGetValue(queue, out var streams) && streams is null
            ? queue
            : throw new KafkaStreamException($"Stream {streamId} belongs to no partition of this provider.");
    }

    /// <summary>Takes over partitions that the directory has learnt of; what is there stays.</summary>
    public void Grow()
    {
        lock (_lock)
        {
            var next = _now.Copy();
            foreach (var topic in _topics)
            {
                var count = _directory.GetPartitionCount(topic);
                for (var partition = 0; partition < count; partition++)
                {
                    next.Add(new(topic, partition), _mapper, count);
                }
            }

            _now = next;
        }
    }

    private static QueueId QueueOf(TopicPartition partition) => QueueId.GetQueueId(
        partition.Topic,
        unchecked((uint)partition.Partition.Value),
        unchecked(KafkaPartitioner.Murmur2(Encoding.UTF8.GetBytes(partition.Topic)) + ((uint)partition.Partition.Value * Step)));

    private sealed record Snapshot(
        Dictionary<QueueId, TopicPartition> Partitions,
        Dictionary<StreamId, QueueId> Streams,
        Dictionary<QueueId, IReadOnlyList<StreamId>?> StreamsOfQueue)
    {
        public Snapshot Copy() => new(new(Partitions), new(Streams), new(StreamsOfQueue));

        public void Add(TopicPartition partition, IKafkaStreamMapper mapper, int partitionCount)
        {
            var queue = QueueOf(partition);
            if (!Partitions.TryAdd(queue, partition))
            {
                return;
            }

            var streams = mapper.GetStreams(partition.Topic, partition.Partition, partitionCount);
            StreamsOfQueue.Add(queue, streams);
            foreach (var stream in streams ?? [])
            {
                if (!Streams.TryAdd(stream, queue))
                {
                    throw new KafkaStreamException(
                        $"Stream {stream} is mapped to {Partitions[Streams[stream]]} and to {partition}; it must live in one partition.");
                }
            }
        }
    }
}
