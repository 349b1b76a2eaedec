using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>An update that has its place in a round that is open.</summary>
/// <param name="Input">What the round's entry will say of it.</param>
/// <param name="Log">The sensor log that it was computed from.</param>
/// <param name="Numbers">Its weights in binary64, if they are to be counted one by one; else empty.</param>
/// <param name="Singles">Its weights in binary32, if they are to be counted one by one; else empty.</param>
internal sealed record PlacedUpdate(RoundInput Input, string Log, double[] Numbers, float[] Singles)
{
    /// <summary>The updates that a region made it of; empty for updates of participants.</summary>
    public IReadOnlyList<RoundInput> Inner { get; init; } = [];
}
