namespace Orleans.Streaming.Kafka.Records;

/// <summary>One header of a record, read in place.</summary>
public readonly ref struct KafkaHeader
{
    internal KafkaHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isNull)
    {
        Name = name;
        Value = value;
        IsNull = isNull;
    }

    /// <summary>The name, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value; empty when it is absent.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Whether the header has no value at all.</summary>
    public bool IsNull { get; }
}
