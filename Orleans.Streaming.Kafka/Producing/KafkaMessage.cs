namespace Orleans.Streaming.Kafka.Producing;

/// <summary>What is produced, without the place it goes to.</summary>
/// <param name="Value">The value, or null for a tombstone. It is not copied: leave it alone until Kafka has it.</param>
/// <param name="Headers">The headers in their order, or null for none. A name may come more than once, and a header's value may be null.</param>
public readonly record struct KafkaMessage(byte[]? Value, IReadOnlyList<KeyValuePair<string, byte[]?>>? Headers = null);
