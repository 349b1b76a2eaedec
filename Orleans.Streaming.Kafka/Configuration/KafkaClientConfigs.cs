using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>
/// Turns options into the settings of the librdkafka clients. Defaults come first, then the user's settings, then those that the provider's
/// guarantees rest on: librdkafka takes the last one where a setting has two names.
/// </summary>
internal static class KafkaClientConfigs
{
    private static readonly (string Name, string Value)[] ConsumerDefaults =
    [
        ("fetch.wait.max.ms", "10"),
        ("fetch.error.backoff.ms", "100"),
        ("fetch.queue.backoff.ms", "10"),
        ("reconnect.backoff.max.ms", "1000"),
    ];

    private static readonly (string Name, string Value)[] ProducerDefaults = [("linger.ms", "2"), ("reconnect.backoff.max.ms", "1000")];

    public static ClientConfig Client(KafkaStreamOptions options) =>
        new(Merge([], options.ClientSettings)) { BootstrapServers = options.BootstrapServers };

    /// <summary>The settings of a consumer whose partitions are assigned by hand and which commits only what it is told to.</summary>
    /// <param name="options">The options.</param>
    /// <param name="groupId">The group for committed offsets.</param>
    /// <param name="share">The bytes that the provider may hold of one of its partitions; librdkafka reads ahead accordingly.</param>
    public static ConsumerConfig Consumer(KafkaStreamOptions options, string groupId, long share) =>
        new(Merge([.. ConsumerDefaults, .. PrefetchLimits.Of(share).Settings], options.ClientSettings, options.ConsumerSettings))
        {
            BootstrapServers = options.BootstrapServers,
            GroupId = groupId,
            AutoOffsetReset = AutoOffsetReset.Error,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
        };

    public static ProducerConfig Producer(KafkaStreamOptions options) =>
        new(Merge(ProducerDefaults, options.ClientSettings, options.ProducerSettings))
        {
            BootstrapServers = options.BootstrapServers,
            EnableIdempotence = true,
            Acks = Acks.All,
            Partitioner = Partitioner.Murmur2Random,
            MessageTimeoutMs = (int)options.ProduceTimeout.TotalMilliseconds,
        };

    private static OrderedDictionary<string, string> Merge((string Name, string Value)[] defaults, params IDictionary<string, string>[] layers)
    {
        OrderedDictionary<string, string> merged = new(StringComparer.Ordinal);
        foreach (var (name, value) in defaults)
        {
            merged.Add(name, value);
        }

        foreach (var (name, value) in layers.SelectMany(layer => layer))
        {
            merged.Remove(name);
            merged.Add(name, value);
        }

        return merged;
    }
}
