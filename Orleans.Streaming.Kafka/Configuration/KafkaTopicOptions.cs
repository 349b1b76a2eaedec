using Orleans.Streaming.Kafka.Data;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>One topic of a stream provider.</summary>
public sealed class KafkaTopicOptions
{
    /// <summary>Whether the provider reads the topic; each of its partitions is then a queue. Default <see langword="true"/>.</summary>
    public bool Consume { get; set; } = true;

    /// <summary>How many partitions the topic gets if it has to be created, 1 to 100,000. Default 1. An existing topic keeps its own count.</summary>
    public int Partitions { get; set; } = 1;

    /// <summary>The replication factor if the topic has to be created, 1 to 100, or -1 for the broker's default. Default -1.</summary>
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>
    /// How events are written, and read where a record has no <c>content-type</c> header. Default <see cref="KafkaDataFormat.Json"/>.
    /// </summary>
    public KafkaDataFormat Format { get; set; } = KafkaDataFormat.Json;

    /// <summary>
    /// Over how many of the first partitions the streams that are placed by their key are spread, 1 to 100,000; null, the default, for all. When a
    /// topic with such streams gets more partitions, set this to the former number first, on silos and clients: the streams then stay where they are.
    /// </summary>
    public int? StreamPartitions { get; set; }

    /// <summary>Topic settings if it has to be created, such as <c>retention.ms</c>.</summary>
    public IDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where to begin in this topic without a committed offset; null, the default, for <see cref="KafkaStreamOptions.StartPosition"/>.</summary>
    public KafkaStartPosition? StartPosition { get; set; }

    /// <summary>The time for <see cref="KafkaStartPosition.Timestamp"/>; null, the default, for <see cref="KafkaStreamOptions.StartTime"/>.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>A short text for logs.</summary>
    public override string ToString() => Consume ? $"read, {Partitions} partitions if created" : $"not read, {Partitions} partitions if created";
}
