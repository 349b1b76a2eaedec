using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Tests.Learning.Strategies;

/// <summary>Runs strategies on plain numbers.</summary>
internal static class StrategyRun
{
    /// <summary>All built-in strategies, with settings where they need some.</summary>
    public static readonly IReadOnlyList<(string Name, string Settings)> All =
    [
        ("mean", ""), ("fedavg", ""), ("fedavgm", ""), ("fedadam", ""), ("fedyogi", ""), ("fedadagrad", ""), ("median", ""), ("trimmed-mean", "Beta=0.2"),
        ("krum", "F=1"), ("multi-krum", "F=1"), ("bulyan", "F=1"), ("geometric-median", ""), ("fedbuff", ""),
    ];

    /// <summary>Makes a strategy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Its settings, such as <c>F=1 M=2</c>.</param>
    /// <param name="threads">The threads it may use.</param>
    public static IStrategy Create(string name, string settings = "", int threads = 1) => new AggregationStrategies().Create(
        name,
        new(settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]), threads));

    public static StrategyState Initial(double[] weights) => new(weights, [], 0);

    /// <summary>Runs a round; participants are named in the order of the rows.</summary>
    public static StrategyState Combine(
        IStrategy strategy, StrategyState before, float[][] rows, long[]? samples = null, long[]? staleness = null, bool areDeltas = false)
    {
        samples ??= [.. rows.Select(_ => 1L)];
        if (!strategy.IsLinear)
        {
            return strategy.Combine(
                before, [.. rows.Select((row, k) => new Contribution($"p{k:D5}", samples[k], row, staleness?[k] ?? 0))], areDeltas);
        }

        WeightedSum sum = new(rows[0].Length);
        for (var k = 0; k < rows.Length; k++)
        {
            Assert.True(sum.TryAdd(rows[k], strategy.WeightOf(samples[k])));
        }

        return strategy.Combine(before, sum, areDeltas);
    }

    /// <summary>What a strategy makes of updates that are weights.</summary>
    public static double[] Aggregate(IStrategy strategy, float[][] rows, long[]? samples = null) =>
        Combine(strategy, StrategyState.Initial(rows[0].Length), rows, samples).Weights;
}
