using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>One version, as far as the next one is made from it.</summary>
/// <param name="Version">The version; 0 before the first.</param>
/// <param name="State">Weights, memory and steps.</param>
/// <param name="Sums">The exact sums behind the weights; empty for models without.</param>
/// <param name="Samples">Number of readings behind the version.</param>
/// <param name="Running">The running mean of <c>seed-weight</c>.</param>
internal sealed record ModelState(long Version, StrategyState State, Int128[] Sums, long Samples, RunningMean Running)
{
    /// <summary>What a version's entry says.</summary>
    /// <param name="entry">The entry; null before the first version.</param>
    /// <param name="settings">The settings in effect: a model of another kind or size, and the memory of another strategy, count for nothing.</param>
    public static ModelState From(RoundEntry? entry, RoundBookSettings settings)
    {
        var running = new RunningMean(entry?.RunningSum ?? 0, entry?.RunningCount ?? 0);
        if (entry is null || entry.Model != settings.Model.Name || entry.Weights.Count != settings.Model.WeightCount)
        {
            return new(entry?.Version ?? 0, StrategyState.Initial(settings.Model.WeightCount), [], 0, running);
        }

        var isSameStrategy = entry.Strategy == settings.Strategy.Name;
        var memory = isSameStrategy && entry.Memory is { } packed ? MemoryBytes.Read(packed) : [];
        var sums = entry.Sums is { } bytes && PackedNumbers.ToSums(bytes) is { } read && read.Length == settings.Model.ContributionLength ? read : [];
        return new(entry.Version, new([.. entry.Weights], memory, isSameStrategy ? entry.Steps ?? 0 : 0), sums, entry.Samples, running);
    }
}
