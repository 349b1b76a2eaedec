using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>Makes the next version of the one before and a round's updates: a function of the two, to the last bit, whoever computes it.</summary>
/// <param name="settings">The federation's settings.</param>
internal sealed class ModelMaker(RoundBookSettings settings)
{
    /// <summary>Whether versions are made and hashed as the first releases did.</summary>
    public bool IsSeedWeight => settings.Model.Name == SeedWeight.Name && settings.Strategy.Name == SeedWeightRound.Strategy;

    /// <summary>Makes the next version.</summary>
    /// <param name="before">The version before.</param>
    /// <param name="updates">The round's updates in order.</param>
    /// <param name="contents">Their sums.</param>
    /// <returns>The version; null when these updates make none: there are too few, or the result would be out of range.</returns>
    public ModelState? TryMake(ModelState before, IReadOnlyList<PlacedUpdate> updates, RoundContents contents)
    {
        if (updates.Count < settings.Strategy.MinimumUpdates)
        {
            return null;
        }

        if (IsSeedWeight)
        {
            double[] weights = [.. updates.Select(update => update.Numbers[0])];
            var (globalWeight, running) = SeedWeightRound.Combine(weights, before.Running);
            return new(before.Version + 1, new([globalWeight], [], 0), [], contents.Samples, running);
        }

        return settings.Model.Form == ContributionForm.Sums ? TryAdd(before, contents) : TryCombine(before, updates, contents);
    }

    /// <summary>The hash of a version.</summary>
    /// <param name="made">The version.</param>
    /// <param name="windowStart">Unix ms, inclusive.</param>
    /// <param name="windowEnd">Unix ms, exclusive.</param>
    /// <param name="inputs">The hashes of its updates in order.</param>
    /// <param name="baseVersion">The version that it builds on.</param>
    public string HashOf(ModelState made, long windowStart, long windowEnd, IReadOnlyCollection<string> inputs, long baseVersion) => RoundHash.Compute(
        made.Version,
        windowStart,
        windowEnd,
        settings.Model.Name,
        settings.Strategy.Name,
        inputs,
        made.Samples,
        made.State,
        made.Running.Value,
        baseVersion,
        made.Sums);

    private ModelState? TryAdd(ModelState before, RoundContents contents)
    {
        var (sums, samples) = (contents.Sums.ToArray(), contents.Samples);
        if (settings.Accumulate && before.Sums.Length == sums.Length)
        {
            // Both stand for less than 2^40 readings, so neither sum can overflow; whether the total does is asked below.
            samples += before.Samples;
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] = unchecked(sums[i] + before.Sums[i]);
            }
        }

        return settings.Model.AcceptsSums(samples, sums)
            ? new(before.Version + 1, new(settings.Model.WeightsOf(sums), [], before.State.Steps + 1), sums, samples, before.Running)
            : null;
    }

    private ModelState? TryCombine(ModelState before, IReadOnlyList<PlacedUpdate> updates, RoundContents contents)
    {
        var areDeltas = settings.Model.Form == ContributionForm.Delta;
        StrategyState after;
        try
        {
            after = contents.Sum is { } sum ? settings.Strategy.Combine(before.State, sum, areDeltas)
                : settings.Strategy.Combine(before.State, [.. updates.Select(ToContribution)], areDeltas);
        }
        catch (ArgumentException)
        {
            // Updates are checked one by one; what they make together a strategy alone can judge. The round is skipped, which is a record.
            return null;
        }

        return Array.TrueForAll(after.Weights, double.IsFinite) && Array.TrueForAll(after.Memory, double.IsFinite)
            ? new(before.Version + 1, after, [], contents.Samples, before.Running)
            : null;
    }

    private static Contribution ToContribution(PlacedUpdate update) =>
        new(update.Input.Participant, update.Input.Samples, update.Singles, update.Input.Staleness ?? 0, update.Input.Order ?? 0);
}
