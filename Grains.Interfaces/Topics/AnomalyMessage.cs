namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>
/// One scored reading on the topic <c>anomalies</c>, keyed by the sensor's id; it holds none of the reading's features. Federation, <see cref="Log"/>,
/// <see cref="Partition"/> and <see cref="Offset"/> are its identity: the same may come twice after a crash, and counts once.
/// </summary>
[GenerateSerializer, Immutable, Alias("fo.anomaly")]
public sealed record AnomalyMessage
{
    /// <summary>The federation whose fog node scored the reading.</summary>
    [Id(0)]
    public required string Federation { get; init; }

    /// <summary>Which log the reading stands in: Kafka cluster id and topic.</summary>
    [Id(1)]
    public required string Log { get; init; }

    /// <summary>The partition of the sensor topic.</summary>
    [Id(2)]
    public required int Partition { get; init; }

    /// <summary>The reading's offset in the partition.</summary>
    [Id(3)]
    public required long Offset { get; init; }

    /// <summary>The sensor: the record's key, or the reading's <c>sensor_id</c> where the key is empty; null when there is neither.</summary>
    [Id(4)]
    public string? Sensor { get; init; }

    /// <summary>Event time of the reading, Unix ms.</summary>
    [Id(5)]
    public required long Time { get; init; }

    /// <summary>How unusual the reading is, 0 or more; what it is measured in is up to the model.</summary>
    [Id(6)]
    public required double Score { get; init; }

    /// <summary>Whether the score is above the threshold; false only where all scores are published.</summary>
    [Id(7)]
    public required bool Anomaly { get; init; }

    /// <summary>The version of the global model that scored; null when it was the node's own model.</summary>
    [Id(8)]
    public long? Version { get; init; }
}
