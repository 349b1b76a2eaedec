namespace FederatedOrleans.Grains.Interfaces.Status;

/// <summary>How far a federation's aggregator is and what it did not count. The counters start anew when the aggregator moves.</summary>
[GenerateSerializer, Immutable, Alias("fo.aggregator-status")]
public sealed record AggregatorStatus
{
    /// <summary>The newest version; 0 before the first.</summary>
    [Id(0)]
    public required long Version { get; init; }

    /// <summary>Rounds that hold updates and are not closed yet.</summary>
    [Id(1)]
    public required int OpenRounds { get; init; }

    /// <summary>Updates that had been counted before.</summary>
    [Id(2)]
    public required long Duplicates { get; init; }

    /// <summary>Updates that contradict one that came first; put aside on the rejected topic.</summary>
    [Id(3)]
    public required long Conflicts { get; init; }

    /// <summary>Updates for a round that had closed; put aside on the rejected topic.</summary>
    [Id(4)]
    public required long Closed { get; init; }

    /// <summary>Records that are no update; put aside on the rejected topic.</summary>
    [Id(5)]
    public required long Malformed { get; init; }

    /// <summary>Updates of participants that are not part of the federation; put aside on the rejected topic.</summary>
    [Id(6)]
    public required long Unknown { get; init; }

    /// <summary>The next offset of the updates partition.</summary>
    [Id(7)]
    public required long NextOffset { get; init; }

    /// <summary>How many offsets the aggregator is behind, null before the end offset is known.</summary>
    [Id(8)]
    public required long? Lag { get; init; }

    /// <summary>When the newest version was decided.</summary>
    [Id(9)]
    public required DateTimeOffset? LastRoundAt { get; init; }

    /// <summary>How many participants a round waits for, idle ones included.</summary>
    [Id(10)]
    public required int Participants { get; init; }

    /// <summary>Updates that did not count, by their reason, a short code; put aside on the rejected topic.</summary>
    [Id(11)]
    public IReadOnlyDictionary<string, long> Rejected { get; init; } = new Dictionary<string, long>();

    /// <summary>Whose updates do not count until an operator releases them, in ordinal order.</summary>
    [Id(12)]
    public IReadOnlyList<string> Quarantined { get; init; } = [];
}
