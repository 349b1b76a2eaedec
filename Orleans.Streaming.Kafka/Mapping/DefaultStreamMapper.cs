using System.Collections.Concurrent;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Mapping;

/// <summary>
/// The default mapping, which has a place for every stream. A stream whose namespace is a topic and whose key is a number is that partition:
/// it gets all its records that name no stream. Any other stream lives in the partition that Kafka chooses for its key: the message key is the
/// stream's key, and a header names its namespace. Its topic is the one that its namespace names, or else the default topic.
/// </summary>
/// <remarks>A topic that grows gives keys other partitions, as for every Kafka producer: see <see cref="KafkaTopicOptions.StreamPartitions"/>.</remarks>
public sealed class DefaultStreamMapper : IKafkaStreamMapper
{
    /// <summary>The header that names the namespace of a record's stream; it is empty for a stream without a namespace.</summary>
    public const string NamespaceHeader = "orleans-stream-namespace";

    private readonly KafkaStreamOptions _options;
    private readonly string? _defaultTopic;
    private readonly ConcurrentDictionary<(string Topic, int Partition), StreamId> _plain = new();

    /// <summary>Creates the mapping of a provider.</summary>
    /// <param name="options">The provider's options; silos and clients have the same topics.</param>
    public DefaultStreamMapper(KafkaStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var consumed = options.Topics.Where(topic => topic.Value.Consume).Select(topic => topic.Key).ToList();
        _defaultTopic = options.DefaultTopic ?? (consumed.Count == 1 ? consumed[0] : null);
    }

    /// <inheritdoc />
    public IReadOnlyList<StreamId>? GetStreams(string topic, int partition, int partitionCount) => null;

    /// <inheritdoc />
    public StreamId? GetStreamOfPlainRecords(string topic, int partition) =>
        _plain.GetOrAdd((topic, partition), static place => PartitionStreamMapper.Of(place.Topic, place.Partition));

    /// <inheritdoc />
    public StreamId? GetStream(string topic, int partition, KafkaRecord record) =>
        record.Headers.IsEmpty || !record.Headers.TryGetLast("orleans-stream-namespace"u8, out var streamNamespace)
            ? GetStreamOfPlainRecords(topic, partition)
            : record.Key.IsEmpty ? null : StreamId.Create(streamNamespace, record.Key);

    /// <inheritdoc />
    public KafkaDestination GetDestination(StreamId stream)
    {
        var streamNamespace = stream.GetNamespace();
        var hasTopic = streamNamespace is not null && (_options.Topics.ContainsKey(streamNamespace) || _options.Topics.Count == 0);
        if (hasTopic && PartitionStreamMapper.PartitionOf(stream) is { } partition)
        {
            return new(streamNamespace!, partition, null);
        }

        var topic = hasTopic && _options.Topics.Count > 0 ? streamNamespace! : _defaultTopic ?? throw new KafkaStreamException(
            $"Stream {stream} has no topic: its namespace is none of this provider's topics. Set {nameof(KafkaStreamOptions.DefaultTopic)}, here and on the silos.");
        var key = stream.Key.ToArray();
        return new(
            topic,
            _options.Topics.TryGetValue(topic, out var settings) && settings.StreamPartitions is { } count ? KafkaPartitioner.GetPartition(key, count) : null,
            key,
            [new(NamespaceHeader, stream.Namespace.ToArray())]);
    }
}
