namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>One update that went into a version.</summary>
/// <param name="Participant">Who contributed.</param>
/// <param name="Offset">Offset of the update in the updates partition.</param>
/// <param name="Samples">Number of readings behind it.</param>
/// <param name="Hash">The update's hash.</param>
[GenerateSerializer, Immutable, Alias("fo.round-input")]
public sealed record RoundInput(
    [property: Id(0)] string Participant,
    [property: Id(1)] long Offset,
    [property: Id(2)] long Samples,
    [property: Id(3)] string Hash)
{
    /// <summary>The update's own identity where it has no window.</summary>
    [Id(4)]
    public string? Id { get; init; }

    /// <summary>How many versions lay between its base and the version before this one; null for 0 and for models without a base.</summary>
    [Id(5)]
    public long? Staleness { get; init; }

    /// <summary>Its place among several updates of one participant; null for the first.</summary>
    [Id(6)]
    public long? Order { get; init; }

    /// <summary>Start of its window, Unix ms, where rounds are not made of windows.</summary>
    [Id(7)]
    public long? WindowStart { get; init; }

    /// <summary>The version that it was trained on, where a region or its update is meant; null otherwise and for models without a base.</summary>
    [Id(8)]
    public long? BaseVersion { get; init; }
}
