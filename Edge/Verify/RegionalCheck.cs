using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;
using static FederatedOrleans.Edge.Verify.RoundCheck;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// Compares what a region has recorded of a round with the updates that it names, and what a root's version names with what its regions sent. Which numbers go
/// into a regional sum is said here a second time.
/// </summary>
internal static class RegionalCheck
{
    /// <summary>The first difference between what a region's round forwards and what its updates sum to, or null.</summary>
    /// <param name="round">The round's record.</param>
    /// <param name="updates">The updates at the recorded offsets, in the order of the inputs.</param>
    /// <param name="settings">The region's settings.</param>
    public static Difference? OfSums(RoundEntry round, IReadOnlyList<UpdateContent> updates, RoundBookSettings settings)
    {
        var recorded = round.Regional ?? [];
        var groups = updates.Zip(round.Inputs).GroupBy(pair => pair.First.Message.BaseVersion).OrderBy(group => group.Key ?? -1).ToList();
        if (Compare("the number of bases", groups.Count, recorded.Count) is { } count)
        {
            return count;
        }

        foreach (var (group, found) in groups.Zip(recorded))
        {
            if (Of(round, [.. group], found, settings) is { } difference)
            {
                return difference;
            }
        }

        var samples = updates.Aggregate(0L, (total, update) => unchecked(total + update.Message.Samples));
        var hash = RoundHash.Compute(
            round.Version,
            round.WindowStart,
            round.WindowEnd,
            round.Model,
            round.Strategy,
            [.. recorded.Select(sum => sum.Hash)],
            samples,
            StrategyState.Initial(0),
            runningMean: 0,
            baseVersion: 0,
            sums: []);
        return Compare("the samples", samples, round.Samples)
            ?? Compare("the number of weights", 0, round.Weights.Count)
            ?? Compare("the hash of the round", hash, round.Hash);
    }

    /// <summary>The first difference between the inputs that a version names and those of its regions' updates, or null.</summary>
    /// <param name="round">The version's record.</param>
    /// <param name="updates">The regions' updates.</param>
    public static Difference? OfInputs(RoundEntry round, IEnumerable<UpdateContent> updates)
    {
        RoundInput[] inputs =
        [
            .. updates.SelectMany(update => update.Message.Inputs ?? []).OrderBy(input => input.Participant, StringComparer.Ordinal).Select(input => input with { BaseVersion = null }),
        ];
        foreach (var (expected, found) in inputs.Zip(round.Inputs))
        {
            if (Compare("an input", $"{expected}", $"{found}") is { } difference)
            {
                return difference;
            }
        }

        return Compare("the number of inputs", inputs.Length, round.Inputs.Count);
    }

    private static Difference? Of(
        RoundEntry round, IReadOnlyList<(UpdateContent Update, RoundInput Input)> group, RegionalSum found, RoundBookSettings settings)
    {
        var place = $"base {found.BaseVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}";
        var version = group[0].Update.Message.BaseVersion;
        if (version != found.BaseVersion || group.Any(pair => pair.Input.BaseVersion != version))
        {
            return new("the bases", $"{version}", $"{found.BaseVersion}");
        }

        var areSums = settings.Model.Form == ContributionForm.Sums;
        var samples = group.Aggregate(0L, (total, pair) => unchecked(total + pair.Update.Message.Samples));
        WeightedSum weighted = new(areSums ? 0 : settings.Model.ContributionLength);
        var sums = new Int128[settings.Model.ContributionLength];
        foreach (var (update, _) in group)
        {
            for (var i = 0; areSums && i < sums.Length; i++)
            {
                sums[i] = unchecked(sums[i] + update.Sums[i]);
            }

            if (!areSums && !TryAdd(weighted, update, settings.Strategy))
            {
                return new($"the update of {update.Message.Participant}", "numbers in range", "others");
            }
        }

        sums = areSums ? sums : weighted.ToValues();
        var hash = RegionalHash.Compute(
            round.Federation,
            round.Model,
            round.WindowStart,
            round.WindowEnd,
            version ?? 0,
            samples,
            areSums ? 0 : weighted.TotalWeight,
            sums,
            [.. group.Select(pair => (pair.Input.Participant, pair.Input.Offset, pair.Update.Message.Samples, pair.Update.Hash))]);
        return Compare($"the samples of {place}", samples, found.Samples)
            ?? Compare($"the weight of {place}", areSums ? -1 : weighted.TotalWeight, found.Weight ?? -1)
            ?? Compare($"the sums of {place}", Convert.ToBase64String(PackedNumbers.FromSums(sums)), Convert.ToBase64String(found.Sums))
            ?? Compare($"the hash of {place}", hash, found.Hash);
    }

    /// <summary>Records are open to everyone who may write: an update that no sum takes is an ordinary finding.</summary>
    private static bool TryAdd(WeightedSum sum, UpdateContent update, IStrategy strategy)
    {
        try
        {
            return sum.TryAdd(Array.ConvertAll(update.Weights, weight => (float)weight), strategy.WeightOf(update.Message.Samples));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
