namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>One federation: what it reads, how it windows, what it learns and where it writes. Bound from <c>Federations:&lt;name&gt;</c>.</summary>
public sealed class FederationOptions
{
    /// <summary>How many windows a fog node may have to keep open: what it holds follows from the configuration, not from what comes.</summary>
    public const int MaxOpenWindows = 10_000;

    /// <summary>The topic of raw readings. Default <c>sensor-data</c>.</summary>
    public string SensorTopic { get; set; } = "sensor-data";

    /// <summary>The topic of updates. Default <c>model-weights</c>.</summary>
    public string UpdatesTopic { get; set; } = "model-weights";

    /// <summary>The topic of decisions. Default <c>rounds</c>.</summary>
    public string RoundsTopic { get; set; } = "rounds";

    /// <summary>The compacted topic of global models. Default <c>global-model</c>.</summary>
    public string ModelTopic { get; set; } = "global-model";

    /// <summary>How many partitions the sensor topic gets if it has to be created, 1 to 10,000. Default 4. An existing topic keeps its own count.</summary>
    public int Partitions { get; set; } = 4;

    /// <summary>The JSON fields that are features, in the model's order. Default temperature, vibration.</summary>
    public IList<string> Features { get; set; } = [];

    /// <summary>Length of a tumbling window: whole milliseconds, 1 ms to 1 day. Default 1 minute.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a window stays open behind the largest event time: 0 to 1 day, and at most <see cref="MaxOpenWindows"/> times <see cref="Window"/>. Default 1 s.
    /// </summary>
    public TimeSpan Lateness { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a partition must be read to its end without news before its node is idle: 100 ms to 1 day. Default 5 s.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How far an event time may lie past its Kafka timestamp: 0 to 3650 days. Default 1 minute.</summary>
    public TimeSpan MaxFutureSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The local model, by the name under which it is registered. Default <c>seed-weight</c>.</summary>
    public string Model { get; set; } = "seed-weight";

    /// <summary>Settings of the local model by name.</summary>
    public IDictionary<string, string> ModelSettings { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Lag L of models that are trained on a global one: window w begins with the version of window w - L. 1 to 1000. Default 1.
    /// </summary>
    public int BaseLag { get; set; } = 1;

    /// <summary>How fog nodes score readings.</summary>
    public ScoringOptions Scoring { get; set; } = new();

    /// <summary>The topic of anomalies; several federations may write to one. Default <c>anomalies</c>.</summary>
    public string AnomaliesTopic { get; set; } = "anomalies";

    /// <summary>The largest update in bytes: 1,000 to 10,000,000. A larger one is not made. Default 1,000,000, which a broker takes by default.</summary>
    public int MaxUpdateBytes { get; set; } = 1_000_000;

    /// <summary>How a round becomes a model, by the name under which the strategy is registered. Default <c>mean</c>.</summary>
    public string Strategy { get; set; } = "mean";

    /// <summary>Settings of the strategy by name.</summary>
    public IDictionary<string, string> StrategySettings { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the sums of models that are made of sums go on from round to round; if not, each round stands alone. Default yes.</summary>
    public bool Accumulate { get; set; } = true;

    /// <summary>When rounds close.</summary>
    public RoundOptions Rounds { get; set; } = new();

    /// <summary>
    /// Names of participants that are no fog nodes, each 1 to 200 characters and none of the form <c>federation/partition</c>. Default none. Updates of others
    /// do not count.
    /// </summary>
    public IList<string> ExternalParticipants { get; set; } = [];

    /// <summary>
    /// How many regions stand between the participants and the root: 0 to 1,000. Default 0, none. Only with window rounds and with strategies for which the sum of
    /// the updates is all that counts; the model is the same, bit for bit, as without them.
    /// </summary>
    public int Regions { get; set; }

    /// <summary>The largest Euclidean norm of an update's weights, above 0. Default none.</summary>
    public double? MaxNorm { get; set; }

    /// <summary>After how many rejected updates in a row a participant is quarantined: 0 to 1,000,000, 0 for never. Default 0.</summary>
    public int QuarantineAfter { get; set; }

    /// <summary>How many global models the aggregator keeps at hand, 1 to 10,000. Default 500.</summary>
    public int History { get; set; } = 500;

    /// <summary>How often a fog node whose outbox is empty saves its state while readings flow: 0 (every batch) to 1 minute. Default 1 s.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The features, or the default ones where none are configured.</summary>
    public IReadOnlyList<string> EffectiveFeatures => Features.Count > 0 ? [.. Features] : DefaultFeatures;

    private static readonly string[] DefaultFeatures = ["temperature", "vibration"];
}
