namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>Offsets of one partition.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The one after the last; null where there is no end yet.</param>
[GenerateSerializer, Immutable, Alias("fo.offset-range")]
public sealed record OffsetRange([property: Id(0)] long From, [property: Id(1)] long? To);
