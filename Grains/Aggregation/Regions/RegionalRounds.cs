using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Aggregation.Regions;

/// <summary>What a region makes of a round that closed, and the updates by which it forwards that: functions of the round.</summary>
internal static class RegionalRounds
{
    /// <summary>The sums of a round, by base in ascending order.</summary>
    /// <param name="settings">The region's settings.</param>
    /// <param name="round">The round.</param>
    public static IReadOnlyList<RegionalSum> SumsOf(RoundBookSettings settings, RoundDecision round) =>
    [
        .. round.Contents.ByBase.Select(entry =>
        {
            var (version, sum) = (entry.Key == RoundContents.NoBase ? default(long?) : entry.Key, entry.Value);
            var inputs = round.Inputs.Where(input => input.BaseVersion == version);
            var values = sum.ToValues();
            var hash = RegionalHash.Compute(
                settings.Aggregator,
                settings.Model.Name,
                round.WindowStart,
                round.WindowEnd,
                version ?? 0,
                sum.Samples,
                sum.Weighted?.TotalWeight ?? 0,
                values,
                [.. inputs.Select(input => (input.Participant, input.Offset, input.Samples, input.Hash))]);
            return new RegionalSum(version, sum.Samples, sum.Weighted?.TotalWeight, PackedNumbers.FromSums(values), hash);
        }),
    ];

    /// <summary>The hash of a region's round: that of what it forwards.</summary>
    /// <param name="version">The round's number.</param>
    /// <param name="windowStart">Unix ms, inclusive.</param>
    /// <param name="windowEnd">Unix ms, exclusive.</param>
    /// <param name="model">The local model's name.</param>
    /// <param name="strategy">The strategy's name.</param>
    /// <param name="sums">What it forwards.</param>
    public static string HashOf(long version, long windowStart, long windowEnd, string model, string strategy, IReadOnlyList<RegionalSum> sums)
    {
        var samples = sums.Aggregate(0L, (total, sum) => unchecked(total + sum.Samples));
        return RoundHash.Compute(
            version, windowStart, windowEnd, model, strategy, [.. sums.Select(sum => sum.Hash)], samples, StrategyState.Initial(0), runningMean: 0, baseVersion: 0, sums: []);
    }

    /// <summary>The messages by which a region forwards a round. Only the last one says that the window is closed: before it there is more to come.</summary>
    /// <param name="round">The round's entry.</param>
    public static IEnumerable<UpdateMessage> UpdatesOf(RoundEntry round)
    {
        var sums = round.Regional ?? [];
        foreach (var (index, sum) in sums.Index())
        {
            yield return new()
            {
                Federation = FederationRegions.FederationOf(round.Federation),
                Participant = round.Federation,
                Kind = UpdateKind.Update,
                Log = round.UpdatesLog,
                ClosedThrough = index == sums.Count - 1 ? round.WindowEnd : round.WindowStart,
                NextOffset = round.NextOffset,
                WindowStart = round.WindowStart,
                WindowEnd = round.WindowEnd,
                Model = round.Model,
                BaseVersion = sum.BaseVersion,
                Samples = sum.Samples,
                Weight = sum.Weight,
                Sums = sum.Sums,
                Inputs = [.. round.Inputs.Where(input => input.BaseVersion == sum.BaseVersion)],
                Hash = sum.Hash,
            };
        }
    }
}
