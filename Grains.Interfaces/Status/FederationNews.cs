using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Interfaces.Status;

/// <summary>What a federation has decided beyond what a silo knows of it.</summary>
[GenerateSerializer, Immutable, Alias("fo.federation-news")]
public sealed record FederationNews
{
    /// <summary>All rounds of windows that end at or before this time are closed, Unix ms; null while nothing can be said.</summary>
    [Id(0)]
    public required long? ClosedThrough { get; init; }

    /// <summary>The newest version; 0 before the first.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>The newest versions above the one that is known, in order; a few at most, without gaps up to <see cref="Version"/>.</summary>
    [Id(2)]
    public required IReadOnlyList<GlobalModelMessage> Models { get; init; }
}
