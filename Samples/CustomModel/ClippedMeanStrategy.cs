using FederatedOrleans.Learning.Parameters;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Samples.CustomModel;

/// <summary>
/// The mean of the updates' steps from the global model, each cut to a length of <c>Radius</c> first (norm thresholding, Sun et al., arXiv 1911.07963,
/// section 4): however far an update lies off, it moves the model by no more than <c>Radius</c> divided by the number of updates.
/// </summary>
public sealed class ClippedMeanStrategy : IStrategy
{
    /// <summary>The name under which the strategy is configured.</summary>
    public const string StrategyName = "clipped-mean";

    private readonly double _radius;

    /// <summary>Creates the strategy.</summary>
    /// <param name="settings"><c>Radius</c>, the longest step of an update: 1e-9 to 1e9, 1 unless set.</param>
    /// <exception cref="ArgumentException">The radius is out of range, or there is a further setting.</exception>
    public ClippedMeanStrategy(StrategySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ParameterReader reader = new(StrategyName, settings.Parameters);
        _radius = reader.Number("Radius", 1, 1e-9, 1e9);
        reader.RefuseOthers();
    }

    /// <inheritdoc />
    public string Name => StrategyName;

    /// <inheritdoc />
    public bool IsLinear => false;

    /// <inheritdoc />
    public int MinimumUpdates => 1;

    /// <inheritdoc />
    public long WeightOf(long samples) => 1;

    /// <inheritdoc />
    public StrategyState Combine(StrategyState before, WeightedSum sum, bool areDeltas) =>
        throw new NotSupportedException($"{StrategyName} makes a model of single updates, not of a sum.");

    /// <inheritdoc />
    public StrategyState Combine(StrategyState before, IReadOnlyList<Contribution> updates, bool areDeltas)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(updates);
        if (updates.Count == 0)
        {
            throw new ArgumentException($"{StrategyName}: there are no updates; it needs at least 1.", nameof(updates));
        }

        double[] weights = [.. before.Weights];
        // One order, whatever order they came in: sums in binary64 depend on it.
        foreach (var update in updates.OrderBy(update => update.Participant, StringComparer.Ordinal).ThenBy(update => update.Order))
        {
            var step = Clip(Step(before.Weights, update, areDeltas));
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] += step[i] / updates.Count;
            }
        }

        return new(weights, [], before.Steps + 1);
    }

    private static double[] Step(double[] before, Contribution update, bool areDeltas)
    {
        if (update.Weights.Length != before.Length)
        {
            throw new ArgumentException($"{StrategyName}: the update of {update.Participant} has {update.Weights.Length} weights; there must be {before.Length}.");
        }

        var step = new double[before.Length];
        for (var i = 0; i < step.Length; i++)
        {
            step[i] = areDeltas ? update.Weights.Span[i] : update.Weights.Span[i] - before[i];
        }

        return step;
    }

    private double[] Clip(double[] step)
    {
        var squares = 0.0;
        foreach (var number in step)
        {
            squares += number * number;
        }

        var length = Math.Sqrt(squares);
        return length <= _radius ? step : Array.ConvertAll(step, number => number * (_radius / length));
    }
}
