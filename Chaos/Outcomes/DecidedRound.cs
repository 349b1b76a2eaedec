namespace FederatedOrleans.Chaos.Outcomes;

/// <summary>A version of the global model as it was decided.</summary>
/// <param name="Version">Its number.</param>
/// <param name="WindowStart">The start of its window, Unix ms.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Inputs">The updates it is made of.</param>
internal sealed record DecidedRound(long Version, long WindowStart, string Hash, IReadOnlyList<Contribution> Inputs);
