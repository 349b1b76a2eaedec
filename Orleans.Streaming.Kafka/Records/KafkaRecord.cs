namespace Orleans.Streaming.Kafka.Records;

/// <summary>One record of a <see cref="KafkaRecordBatch"/>, read in place.</summary>
public readonly ref struct KafkaRecord
{
    internal KafkaRecord(
        long offset, long timestamp, ReadOnlySpan<byte> key, bool isKeyAbsent, ReadOnlySpan<byte> value, bool isTombstone, KafkaHeaders headers = default)
    {
        Offset = offset;
        Timestamp = timestamp;
        Key = key;
        IsKeyAbsent = isKeyAbsent;
        Value = value;
        IsTombstone = isTombstone;
        Headers = headers;
    }

    /// <summary>The record's offset in its partition.</summary>
    public long Offset { get; }

    /// <summary>The record's Kafka timestamp, Unix milliseconds.</summary>
    public long Timestamp { get; }

    /// <summary>The key; empty when it is absent.</summary>
    public ReadOnlySpan<byte> Key { get; }

    /// <summary>Whether the record has no key at all.</summary>
    public bool IsKeyAbsent { get; }

    /// <summary>The value; empty when it is absent.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Whether the record has no value at all.</summary>
    public bool IsTombstone { get; }

    /// <summary>The headers.</summary>
    public KafkaHeaders Headers { get; }
}
