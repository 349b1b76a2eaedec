namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>Where reading begins in a partition for which the consumer group has no committed offset.</summary>
public enum KafkaStartPosition
{
    /// <summary>At the first record that the log still holds.</summary>
    Earliest,

    /// <summary>Behind the last record.</summary>
    Latest,

    /// <summary>At the first record whose Kafka timestamp is the start time or later; behind the last record when there is none.</summary>
    Timestamp,
}
