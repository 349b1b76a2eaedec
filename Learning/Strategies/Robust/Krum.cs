using FederatedOrleans.Learning.Parameters;
using FederatedOrleans.Learning.Strategies.Collecting;

namespace FederatedOrleans.Learning.Strategies.Robust;

/// <summary>
/// The update that is nearest to its neighbours (<c>krum</c>), or the mean of the M that are (<c>multi-krum</c>); Blanchard et al., arXiv 1703.02757.
/// It withstands F malicious updates among 2F + 3 or more.
/// </summary>
internal sealed class Krum : RobustStrategy
{
    /// <summary>The name of the strategy that takes one update.</summary>
    public const string Single = "krum";

    /// <summary>The name of the strategy that takes several.</summary>
    public const string Multi = "multi-krum";

    private readonly int _malicious;
    private readonly int? _taken;
    private readonly bool _isWeighted;

    private Krum(string name, int malicious, int? taken, bool isWeighted, StrategySettings settings)
        : base(name, Math.Max(MinimumFor(malicious), taken is { } count and > 0 ? malicious + count : 1), settings)
    {
        _malicious = malicious;
        _taken = taken;
        _isWeighted = isWeighted;
    }

    /// <summary>Creates <see cref="Single"/>.</summary>
    /// <param name="settings">Its settings.</param>
    public static Krum CreateSingle(StrategySettings settings)
    {
        ParameterReader reader = new(Single, settings.Parameters);
        var malicious = Malicious.Read(reader);
        reader.RefuseOthers();
        return new(Single, malicious, taken: null, isWeighted: false, settings);
    }

    /// <summary>Creates <see cref="Multi"/>: M is all but F where it is 0, and the mean is weighted by samples unless <c>Weighted</c> is false.</summary>
    /// <param name="settings">Its settings.</param>
    public static Krum CreateMulti(StrategySettings settings)
    {
        ParameterReader reader = new(Multi, settings.Parameters);
        var malicious = Malicious.Read(reader);
        var taken = reader.Whole("M", 0, 0, Malicious.Most);
        var isWeighted = reader.Flag("Weighted", true);
        reader.RefuseOthers();
        return new(Multi, malicious, taken, isWeighted, settings);
    }

    /// <inheritdoc />
    protected override double[] Aggregate(UpdateSet updates)
    {
        var scores = KrumScores.Of(KrumScores.Distances(updates, Workers), updates.Count, _malicious);
        if (_taken is not { } taken)
        {
            var best = updates.Rows[KrumScores.Lowest(scores, 1)[0]];
            return [.. best.ToArray().Select(value => (double)value)];
        }

        var chosen = KrumScores.Lowest(scores, taken == 0 ? updates.Count - _malicious : taken);
        WeightedSum sum = new(updates.Rows[0].Length);
        long[] weights = [.. chosen.Select(i => _isWeighted ? updates.Samples[i] : 1)];
        return sum.TryAddAll([.. chosen.Select(i => updates.Rows[i])], weights) ? sum.ToMean()
            : throw new ArgumentException($"{Name}: an update has weights out of range.", nameof(updates));
    }

    // Where nobody is malicious any number will do.
    private static int MinimumFor(int malicious) => malicious == 0 ? 1 : (2 * malicious) + 3;
}
