namespace FederatedOrleans.Chaos.Readings;

/// <summary>One record of the log; its place in its partition is its offset.</summary>
/// <param name="Kind">What must become of it.</param>
/// <param name="Timestamp">Its Kafka timestamp, Unix ms.</param>
/// <param name="Value">Its value; null for none.</param>
internal sealed record LogReading(ReadingKind Kind, long Timestamp, byte[]? Value);
