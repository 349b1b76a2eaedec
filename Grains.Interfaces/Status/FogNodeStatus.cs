namespace FederatedOrleans.Grains.Interfaces.Status;

/// <summary>What a fog node has seen and how far it is.</summary>
[GenerateSerializer, Immutable, Alias("fo.fog-node-status")]
public sealed record FogNodeStatus
{
    /// <summary>The participant's name, <c>federation/partition</c>.</summary>
    [Id(0)]
    public required string Participant { get; init; }

    /// <summary>The partition of the sensor topic.</summary>
    [Id(1)]
    public required int Partition { get; init; }

    /// <summary>Readings that count in a window.</summary>
    [Id(2)]
    public required long Readings { get; init; }

    /// <summary>Readings whose window had closed.</summary>
    [Id(3)]
    public required long Late { get; init; }

    /// <summary>Readings too far past their Kafka time; put aside on the rejected topic.</summary>
    [Id(4)]
    public required long Future { get; init; }

    /// <summary>Records that are no reading; put aside on the rejected topic.</summary>
    [Id(5)]
    public required long Malformed { get; init; }

    /// <summary>Offsets that retention removed before they were read.</summary>
    [Id(6)]
    public required long Expired { get; init; }

    /// <summary>Number of present values among the counted readings, per feature.</summary>
    [Id(7)]
    public required IReadOnlyDictionary<string, long> Present { get; init; }

    /// <summary>The next offset to read.</summary>
    [Id(8)]
    public required long NextOffset { get; init; }

    /// <summary>The partition's end offset when it was last heard of; null before that.</summary>
    [Id(9)]
    public required long? EndOffset { get; init; }

    /// <summary>How many offsets the node is behind, null before the end offset is known.</summary>
    [Id(10)]
    public required long? Lag { get; init; }

    /// <summary>End of the last closed window.</summary>
    [Id(11)]
    public required DateTimeOffset? ClosedThrough { get; init; }

    /// <summary>Whether the node has told its aggregator not to wait for it.</summary>
    [Id(12)]
    public required bool Idle { get; init; }

    /// <summary>When the node last published an update, by the clock of its silo.</summary>
    [Id(13)]
    public required DateTimeOffset? LastUpdate { get; init; }

    /// <summary>Messages that wait for Kafka's acknowledgement.</summary>
    [Id(14)]
    public required int Outbox { get; init; }

    /// <summary>Windows that hold readings and are not closed yet.</summary>
    [Id(15)]
    public required int OpenWindows { get; init; }

    /// <summary>Closed windows that wait for the global model that their training begins with.</summary>
    [Id(16)]
    public int WaitingWindows { get; init; }

    /// <summary>Updates that were larger than a message may be, and so were not made.</summary>
    [Id(17)]
    public long Oversized { get; init; }

    /// <summary>Readings that a model scored.</summary>
    [Id(18)]
    public long Scored { get; init; }

    /// <summary>Readings whose score was above the threshold; on the anomalies topic.</summary>
    [Id(19)]
    public long Anomalies { get; init; }

    /// <summary>The version of the global model that the node was given last; null where it needs none or has none yet.</summary>
    [Id(20)]
    public long? ModelVersion { get; init; }
}
