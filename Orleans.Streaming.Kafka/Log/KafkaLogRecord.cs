namespace Orleans.Streaming.Kafka.Log;

/// <summary>One record of a log.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Timestamp">Its Kafka timestamp, Unix milliseconds.</param>
/// <param name="Key">The key, or null.</param>
/// <param name="Value">The value, or null.</param>
public sealed record KafkaLogRecord(long Offset, long Timestamp, byte[]? Key, byte[]? Value);
