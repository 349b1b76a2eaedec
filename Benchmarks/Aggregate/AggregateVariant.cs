using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Benchmarks.Aggregate;

/// <summary>One way to make a model of a round.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Run">Makes the model.</param>
internal sealed record AggregateVariant(string Name, Action<RoundUpdates> Run)
{
    /// <summary>What the strategies are compared with.</summary>
    public static IReadOnlyList<AggregateVariant> Baselines { get; } =
    [
        new("(plain sum)", round => Aggregate.Baselines.PlainSum(round)),
        new("(sort)", round => Aggregate.Baselines.SortedMedian(round)),
        new("(naive pairs)", round => Aggregate.Baselines.PairDistances(round)),
        new("(naive iteration)", round => Aggregate.Baselines.WeiszfeldIteration(round)),
    ];

    /// <summary>All strategies.</summary>
    /// <param name="shape">How large the round is.</param>
    /// <param name="threads">How many threads they may use.</param>
    public static IReadOnlyList<AggregateVariant> Strategies(RoundShape shape, int threads)
    {
        AggregationStrategies strategies = new();
        return [.. strategies.Names.Select(name => Of(strategies.Create(name, new(SettingsOf(name, shape), threads))))];
    }

    private static AggregateVariant Of(IStrategy strategy) => new(strategy.Name, round =>
    {
        var before = StrategyState.Initial(round.Shape.Weights);
        if (!strategy.IsLinear)
        {
            strategy.Combine(before, round.Contributions, areDeltas: false);
            return;
        }

        WeightedSum sum = new(round.Shape.Weights);
        if (!sum.TryAddAll(round.Rows, [.. round.Samples.Select(strategy.WeightOf)]))
        {
            throw new InvalidOperationException("An update of the benchmark is out of range.");
        }

        strategy.Combine(before, sum, areDeltas: false);
    });

    private static Dictionary<string, string> SettingsOf(string name, RoundShape shape) => name switch
    {
        "krum" or "multi-krum" or "bulyan" => new() { ["F"] = shape.Malicious.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        "geometric-median" => new() { ["Iterations"] = "8", ["Tolerance"] = "0" },
        _ => [],
    };
}
