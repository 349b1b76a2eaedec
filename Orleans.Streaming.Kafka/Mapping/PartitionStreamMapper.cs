using System.Globalization;

namespace Orleans.Streaming.Kafka.Mapping;

/// <summary>One stream per partition and no other: its namespace is the topic and its key the partition's number.</summary>
public sealed class PartitionStreamMapper : IKafkaStreamMapper
{
    /// <inheritdoc />
    public IReadOnlyList<StreamId>? GetStreams(string topic, int partition, int partitionCount) => [Of(topic, partition)];

    /// <inheritdoc />
    public KafkaDestination GetDestination(StreamId stream) => PartitionOf(stream) is { } partition
        ? new(stream.GetNamespace()!, partition, null)
        : throw new KafkaStreamException($"Stream {stream} has no partition: its namespace must be a topic and its key a partition's number.");

    /// <summary>The stream of a partition.</summary>
    internal static StreamId Of(string topic, int partition) => StreamId.Create(topic, partition.ToString(CultureInfo.InvariantCulture));

    /// <summary>The number of the partition that a stream's key names, or null when it is none.</summary>
    internal static int? PartitionOf(StreamId stream) =>
        stream.GetNamespace() is not null && int.TryParse(stream.GetKeyAsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? partition
            : null;
}
