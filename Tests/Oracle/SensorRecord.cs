namespace FederatedOrleans.Tests.Oracle;

/// <summary>One raw record of a sensor partition.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Timestamp">Its Kafka timestamp, Unix ms.</param>
/// <param name="Value">Its value; null for a tombstone.</param>
public sealed record SensorRecord(long Offset, long Timestamp, byte[]? Value);
