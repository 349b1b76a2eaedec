namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>Where reading begins in the partitions of one topic for which the consumer group has no committed offset.</summary>
/// <param name="Position">The kind of place.</param>
/// <param name="Time">The time, if there is one; never null with <see cref="KafkaStartPosition.Timestamp"/> once the options are checked.</param>
internal readonly record struct KafkaStart(KafkaStartPosition Position, DateTimeOffset? Time)
{
    /// <summary>What the options say of a topic: its own values win over those of the provider.</summary>
    public static KafkaStart Of(KafkaStreamOptions options, string topic)
    {
        options.Topics.TryGetValue(topic, out var own);
        return new(own?.StartPosition ?? options.StartPosition, own?.StartTime ?? options.StartTime);
    }
}
