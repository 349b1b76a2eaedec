namespace FederatedOrleans.Learning.Models;

/// <summary>What a local model is made with.</summary>
/// <param name="Features">The federation's features in order; at least one, all different.</param>
/// <param name="Parameters">Further settings of the model by name, as configured.</param>
public sealed record ModelSettings(IReadOnlyList<string> Features, IReadOnlyDictionary<string, string> Parameters);
