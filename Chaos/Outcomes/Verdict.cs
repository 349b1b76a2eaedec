namespace FederatedOrleans.Chaos.Outcomes;

/// <summary>Whether a promise was kept.</summary>
/// <param name="Promise">The promise.</param>
/// <param name="IsKept">Whether it was.</param>
/// <param name="Finding">What was found: figures where it was kept, the first deviation where it was not.</param>
internal sealed record Verdict(string Promise, bool IsKept, string Finding);
