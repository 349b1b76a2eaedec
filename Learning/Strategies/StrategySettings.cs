namespace FederatedOrleans.Learning.Strategies;

/// <summary>What a strategy is made with.</summary>
/// <param name="Parameters">Its settings by name, as configured.</param>
/// <param name="Threads">How many threads a round may be computed with; 0 means one per processor. It has no influence on results.</param>
public sealed record StrategySettings(IReadOnlyDictionary<string, string> Parameters, int Threads = 0);
