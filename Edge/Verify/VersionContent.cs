using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Edge.Verify;

/// <summary>What a version consists of, as far as it is computed.</summary>
/// <param name="State">Weights, the strategy's memory and its steps.</param>
/// <param name="Sums">The exact sums behind the weights; empty for models without.</param>
/// <param name="Samples">Number of readings behind the version.</param>
/// <param name="Running">The running mean of <c>seed-weight</c>.</param>
/// <param name="BaseVersion">The version that it builds on.</param>
internal sealed record VersionContent(StrategyState State, Int128[] Sums, long Samples, RunningMean Running, long BaseVersion)
{
    /// <summary>What a version's record says, as far as a version of a model and a strategy can build on it.</summary>
    /// <param name="round">The record; null before the first version.</param>
    /// <param name="model">The model.</param>
    /// <param name="strategy">The strategy, whose own memory alone counts.</param>
    public static VersionContent Of(RoundEntry? round, ILocalModel model, IStrategy strategy)
    {
        RunningMean running = new(round?.RunningSum ?? 0, round?.RunningCount ?? 0);
        var version = round?.Version ?? 0;
        if (round?.Model != model.Name || round.Weights.Count != model.WeightCount)
        {
            return new(StrategyState.Initial(model.WeightCount), [], 0, running, version);
        }

        var isSame = round.Strategy == strategy.Name;
        var memory = isSame ? Numbers(round.Memory) : [];
        var sums = round.Sums is { } bytes && PackedNumbers.ToSums(bytes) is { } read && read.Length == model.ContributionLength ? read : [];
        return new(new([.. round.Weights], memory, isSame ? round.Steps ?? 0 : 0), sums, round.Samples, running, version);
    }

    private static double[] Numbers(byte[]? bytes) => bytes is null ? [] : Array.ConvertAll(
        Enumerable.Range(0, bytes.Length / sizeof(double)).ToArray(),
        index => System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(index * sizeof(double))));
}
