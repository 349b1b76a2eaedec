namespace Orleans.Streaming.Kafka.Data;

/// <summary>How events become values. Bytes and strings are written as they are, whatever the format.</summary>
public enum KafkaDataFormat
{
    /// <summary>JSON, which any Kafka client can read and write.</summary>
    Json,

    /// <summary>
    /// Orleans' own serializer, for topics that only Orleans reads and writes. Types are named by their alias alone: an event with a type in it
    /// that would be named by its CLR name is refused.
    /// </summary>
    Orleans,
}
