using FederatedOrleans.Learning.Kernels;
using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Strategies.Collecting;

/// <summary>
/// Buffered asynchronous aggregation (<c>fedbuff</c>, Nguyen et al., arXiv 2106.06639, algorithm 1): with K deltas, each behind by t versions,
/// <c>w = w + LearningRate / K * sum((1 + t)^-Alpha * delta)</c>.
/// </summary>
/// <remarks>Alpha is a multiple of 0.5: products and square roots have the same bits on every machine, powers have not.</remarks>
internal sealed class FedBuff : CollectingStrategy
{
    /// <summary>The strategy's name.</summary>
    public const string StrategyName = "fedbuff";

    private readonly double _learningRate;
    private readonly int _halves;

    private FedBuff(double learningRate, int halves, StrategySettings settings)
        : base(StrategyName, minimumUpdates: 1, settings)
    {
        _learningRate = learningRate;
        _halves = halves;
    }

    /// <summary>Creates the strategy.</summary>
    /// <param name="settings">Its settings.</param>
    public static FedBuff Create(StrategySettings settings)
    {
        ParameterReader reader = new(StrategyName, settings.Parameters);
        var learningRate = reader.Number("LearningRate", 1, 1e-9, 1e3);
        var alpha = reader.Number("Alpha", 0.5, 0, 8);
        reader.RefuseOthers();
        return alpha * 2 == Math.Floor(alpha * 2) ? new(learningRate, (int)(alpha * 2), settings)
            : throw new ArgumentException($"{StrategyName}: Alpha is '{alpha}'; it must be a multiple of 0.5.");
    }

    /// <inheritdoc />
    protected override double[] Combine(double[] before, UpdateSet updates, bool areDeltas)
    {
        double[] factors = [.. updates.Staleness.Select(Factor)];
        var weights = FactorSum.Of(updates.Rows, factors, Workers);
        var share = 0.0;
        foreach (var factor in factors)
        {
            share += factor;
        }

        var rate = _learningRate / updates.Count;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = before[i] + (rate * (areDeltas ? weights[i] : weights[i] - (share * before[i])));
        }

        return weights;
    }

    private double Factor(long staleness)
    {
        var age = 1.0 + staleness;
        var power = _halves % 2 == 1 ? Math.Sqrt(age) : 1;
        for (var i = 0; i < _halves / 2; i++)
        {
            power *= age;
        }

        return 1 / power;
    }
}
