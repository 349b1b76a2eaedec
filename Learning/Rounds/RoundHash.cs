using FederatedOrleans.Learning.Hashing;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Learning.Rounds;

/// <summary>The hash of one version of a global model.</summary>
public static class RoundHash
{
    /// <summary>
    /// SHA-256 over version, window start, window end, model, strategy, the number of inputs and their hashes in ordinal order of the
    /// participants, samples, weights and running mean (0 where the model has none), in this order and in the form of <see cref="CanonicalHash"/>. For all
    /// but <see cref="SeedWeight"/> with the strategy <see cref="SeedWeightRound.Strategy"/> then: base version, sums, the strategy's memory and its steps.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="windowStart">Unix ms, inclusive.</param>
    /// <param name="windowEnd">Unix ms, exclusive.</param>
    /// <param name="model">The local model's name.</param>
    /// <param name="strategy">The strategy's name.</param>
    /// <param name="inputs">The hashes of the updates in ordinal order of their participants.</param>
    /// <param name="samples">Number of readings behind the version.</param>
    /// <param name="state">Weights, memory and steps.</param>
    /// <param name="runningMean">The running mean; counts for <see cref="SeedWeight"/> only.</param>
    /// <param name="baseVersion">The version that it builds on.</param>
    /// <param name="sums">The sums; empty for models without.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(
        long version,
        long windowStart,
        long windowEnd,
        string model,
        string strategy,
        IReadOnlyCollection<string> inputs,
        long samples,
        StrategyState state,
        double runningMean,
        long baseVersion,
        ReadOnlySpan<Int128> sums)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(state);
        var isSeedWeight = model == SeedWeight.Name && strategy == SeedWeightRound.Strategy;
        using var hash = new CanonicalHash();
        hash.Add(version).Add(windowStart).Add(windowEnd).Add(model).Add(strategy).Add((long)inputs.Count);
        foreach (var input in inputs)
        {
            hash.Add(input);
        }

        hash.Add(samples).Add(state.Weights).Add(isSeedWeight ? runningMean : 0);
        return (isSeedWeight ? hash : hash.Add(baseVersion).Add(sums).Add(state.Memory).Add(state.Steps)).ToHex();
    }
}
