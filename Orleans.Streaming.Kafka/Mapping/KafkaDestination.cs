namespace Orleans.Streaming.Kafka.Mapping;

/// <summary>A place that events are produced to.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition, or null to let the key decide.</param>
/// <param name="Key">The message key, or null.</param>
/// <param name="Headers">Headers that every message gets, or null for none.</param>
public readonly record struct KafkaDestination(
    string Topic, int? Partition, byte[]? Key, IReadOnlyList<KeyValuePair<string, byte[]?>>? Headers = null);
