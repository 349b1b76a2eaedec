namespace Orleans.Streaming.Kafka.Configuration;

/// <summary>Configuration of one Kafka stream provider.</summary>
public sealed class KafkaStreamOptions
{
    /// <summary>The brokers to start from, <c>host:port,host:port</c>. Required.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>
    /// The consumer group under which offsets are committed; default is the Orleans service id. Queues are balanced by Orleans, so the group is
    /// only a place for offsets.
    /// </summary>
    public string GroupId { get; set; } = "";

    /// <summary>The topics by name. A silo has at least one; a client needs none.</summary>
    public IDictionary<string, KafkaTopicOptions> Topics { get; set; } = new Dictionary<string, KafkaTopicOptions>(StringComparer.Ordinal);

    /// <summary>
    /// The topic of streams whose namespace is no topic's name; one of <see cref="Topics"/> where there are any. Null, the default, for the only
    /// topic that is read, if there is just one; otherwise such streams have no place and events for them are refused.
    /// </summary>
    public string? DefaultTopic { get; set; }

    /// <summary>
    /// Any librdkafka setting for every client, such as <c>security.protocol</c> or <c>sasl.password</c>. Settings that the provider's guarantees
    /// rest on (offset storage and reset, idempotence, acknowledgements, partitioner) cannot be changed.
    /// </summary>
    [Redact]
    public IDictionary<string, string> ClientSettings { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Any librdkafka setting for consumers alone, such as <c>fetch.min.bytes</c>; wins over <see cref="ClientSettings"/>.</summary>
    [Redact]
    public IDictionary<string, string> ConsumerSettings { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Any librdkafka setting for the producer alone, such as <c>compression.type</c>; wins over <see cref="ClientSettings"/>.</summary>
    [Redact]
    public IDictionary<string, string> ProducerSettings { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where to begin without a committed offset. Default <see cref="KafkaStartPosition.Earliest"/>.</summary>
    public KafkaStartPosition StartPosition { get; set; } = KafkaStartPosition.Earliest;

    /// <summary>The time for <see cref="KafkaStartPosition.Timestamp"/>, which requires it: 1970-01-01 or later.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>
    /// How many bytes of records the provider may hold in memory on a silo, shared evenly by the partitions that it reads there: 1 MiB to
    /// 64 GiB. Fetching a partition pauses above its share. Default 64 MiB.
    /// </summary>
    public long MaxBufferedBytes { get; set; } = 64L << 20;

    /// <summary>How many bytes of records and their index are packed into one batch at most, 1 KiB to 16 MiB; one record may exceed it. Default 256 KiB.</summary>
    public int MaxBatchBytes { get; set; } = 256 << 10;

    /// <summary>How many streams of a silo may read an old part of a log again at the same time, 1 to 1000. Default 4.</summary>
    public int MaxConcurrentRewinds { get; set; } = 4;

    /// <summary>How often processed offsets are committed: 10 ms to 10 minutes. Default 1 s.</summary>
    public TimeSpan CommitInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the provider looks for new partitions of its topics, and for topics that were made anew: 100 ms to 1 day. Default 30 s.
    /// </summary>
    public TimeSpan TopicRefreshInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often the end of a partition is confirmed: 10 ms to 1 minute, or null, the default, for never. A partition that was read to its end
    /// then hands its streams an empty batch, so that a consumer knows that it is up to date, and one that moved or lost its state is found and
    /// rewound although no record comes.
    /// </summary>
    public TimeSpan? HeartbeatInterval { get; set; }

    /// <summary>How long a produced message may take until Kafka acknowledges it: 1 s to 1 hour. Default 10 s.</summary>
    public TimeSpan ProduceTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a failed delivery waits at most until it is repeated: 10 ms to 1 hour. Default 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how many failed deliveries a record is put aside, 1 to 1,000,000; null, the default, for never: then it is delivered until its
    /// consumer takes it.
    /// </summary>
    public int? MaxDeliveryAttempts { get; set; }

    /// <summary>
    /// What is appended to a topic's name for the topic that records are put aside in: 1 to 100 letters, digits, dots, underscores or hyphens.
    /// Default <c>.rejected</c>.
    /// </summary>
    public string RejectedTopicSuffix { get; set; } = ".rejected";
}
