namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>
/// One message on the updates topic (<c>model-weights</c>), keyed by the aggregator's id. An update's identity is federation, participant and either
/// <see cref="Log"/> and <see cref="WindowStart"/>, or <see cref="Id"/>, or its offset: the same identity with the same <see cref="Hash"/> is a duplicate,
/// with another hash a conflict.
/// </summary>
[GenerateSerializer, Immutable, Alias("fo.update")]
public sealed record UpdateMessage
{
    /// <summary>The federation.</summary>
    [Id(0)]
    public required string Federation { get; init; }

    /// <summary>The participant: for a fog node <c>federation/partition</c>, for a region <c>federation@region</c>.</summary>
    [Id(1)]
    public required string Participant { get; init; }

    /// <summary>What the message says.</summary>
    [Id(2)]
    public required UpdateKind Kind { get; init; }

    /// <summary>Which log the readings came from: Kafka cluster id and topic. Empty for readings that stand in none.</summary>
    [Id(3)]
    public string Log { get; init; } = "";

    /// <summary>The end of the last window that the participant closed, Unix ms; null when it never closed one.</summary>
    [Id(4)]
    public long? ClosedThrough { get; init; }

    /// <summary>The next offset of the sensor partition when this was said: every reading below it is accounted for.</summary>
    [Id(5)]
    public long NextOffset { get; init; }

    /// <summary>Start of the window, Unix ms; on an update only.</summary>
    [Id(6)]
    public long? WindowStart { get; init; }

    /// <summary>End of the window (exclusive), Unix ms; on an update only.</summary>
    [Id(7)]
    public long? WindowEnd { get; init; }

    /// <summary>The local model's name; on an update only.</summary>
    [Id(8)]
    public string? Model { get; init; }

    /// <summary>Number of readings in the window; on an update only.</summary>
    [Id(9)]
    public long Samples { get; init; }

    /// <summary>Number of present values per feature in the order of the federation's features; on an update only.</summary>
    [Id(10)]
    public IReadOnlyList<long>? Present { get; init; }

    /// <summary>The weights, flat; on an update only.</summary>
    [Id(11)]
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>The hash of the contribution, 64 hexadecimal digits; on an update only, and not needed of external participants.</summary>
    [Id(12)]
    public string? Hash { get; init; }

    /// <summary>Identity of an update without a window; a UUID.</summary>
    [Id(13)]
    public string? Id { get; init; }

    /// <summary>The version that the training began with, 0 for none yet; null for models that begin with nothing.</summary>
    [Id(14)]
    public long? BaseVersion { get; init; }

    /// <summary>The weights as little-endian binary32 numbers, in base64; in place of <see cref="Weights"/>.</summary>
    [Id(15)]
    public byte[]? WeightsBase64 { get; init; }

    /// <summary>Exact sums as little-endian integers of 16 bytes, in base64; in place of weights, for models whose contributions are sums.</summary>
    [Id(16)]
    public byte[]? Sums { get; init; }

    /// <summary>
    /// On the update of a region only: the updates of its participants that <see cref="Sums"/> is the sum of, in ordinal order of the participants. Their offsets
    /// belong to the region's partition of the updates topic.
    /// </summary>
    [Id(17)]
    public IReadOnlyList<RoundInput>? Inputs { get; init; }

    /// <summary>On the update of a region only: the sum of its updates' weights; null where the updates are sums themselves.</summary>
    [Id(18)]
    public long? Weight { get; init; }
}
