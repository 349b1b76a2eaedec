namespace FederatedOrleans.Learning.Strategies;

/// <summary>One update of a round as a strategy sees it.</summary>
/// <param name="Participant">Who contributes; no two updates of a window round have the same, and several of one are told apart by <paramref name="Order"/>.</param>
/// <param name="Samples">Number of readings behind it, 1 to 2^20.</param>
/// <param name="Weights">The weights or deltas, finite, below 2^20 in magnitude.</param>
/// <param name="Staleness">How many versions passed since the one that it was trained on, 0 or more.</param>
/// <param name="Order">Orders several updates of one participant.</param>
public sealed record Contribution(string Participant, long Samples, ReadOnlyMemory<float> Weights, long Staleness = 0, long Order = 0);
