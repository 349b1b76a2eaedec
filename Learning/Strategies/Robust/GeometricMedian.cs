using FederatedOrleans.Learning.Kernels;
using FederatedOrleans.Learning.Parameters;
using FederatedOrleans.Learning.Strategies.Collecting;

namespace FederatedOrleans.Learning.Strategies.Robust;

/// <summary>
/// The point with the least sum of distances to the updates, weighted by samples, by Weiszfeld's algorithm with distances of at least Nu
/// (<c>geometric-median</c>; RFA, Pillutla et al., arXiv 1912.13445, algorithm 2). It withstands malicious updates of less than half of all samples.
/// </summary>
/// <remarks>
/// Every iterate is a mean of the updates with weights w that sum to 1. Its squared distance to update k is <c>(Dw)_k - wDw / 2</c>, D being the
/// squared distances between updates, so that all iterations take place in as many dimensions as there are updates.
/// </remarks>
internal sealed class GeometricMedian : RobustStrategy
{
    /// <summary>The strategy's name.</summary>
    public const string StrategyName = "geometric-median";

    private readonly double _nu;
    private readonly int _iterations;
    private readonly double _tolerance;

    private GeometricMedian(double nu, int iterations, double tolerance, StrategySettings settings)
        : base(StrategyName, minimumUpdates: 1, settings)
    {
        _nu = nu;
        _iterations = iterations;
        _tolerance = tolerance;
    }

    /// <summary>Creates the strategy: it ends after <c>Iterations</c>, or when the weights have moved by no more than <c>Tolerance</c> in sum.</summary>
    /// <param name="settings">Its settings.</param>
    public static GeometricMedian Create(StrategySettings settings)
    {
        ParameterReader reader = new(StrategyName, settings.Parameters);
        GeometricMedian median = new(
            reader.Number("Nu", 1e-6, 1e-12, 1e6), reader.Whole("Iterations", 1000, 1, 1_000_000), reader.Number("Tolerance", 1e-12, 0, 1), settings);
        reader.RefuseOthers();
        return median;
    }

    /// <inheritdoc />
    protected override double[] Aggregate(UpdateSet updates) =>
        FactorSum.Of(updates.Rows, Weigh(KrumScores.Distances(updates, Workers), updates.Samples), Workers);

    private double[] Weigh(double[] distances, long[] samples)
    {
        var count = samples.Length;
        double[] weights = [.. samples.Select(number => (double)number)];
        var next = new double[count];
        Normalize(weights);
        for (var iteration = 0; iteration < _iterations; iteration++)
        {
            var spread = 0.0;
            for (var k = 0; k < count; k++)
            {
                next[k] = FixedSum.Dot(distances.AsSpan(k * count, count), weights);
                spread += weights[k] * next[k];
            }

            for (var k = 0; k < count; k++)
            {
                // What rounding leaves of a distance near zero may be negative; Nu is the least anyway.
                var square = next[k] - (spread / 2);
                next[k] = samples[k] / Math.Max(_nu, square > 0 ? Math.Sqrt(square) : 0);
            }

            Normalize(next);
            var moved = 0.0;
            for (var k = 0; k < count; k++)
            {
                moved += Math.Abs(next[k] - weights[k]);
            }

            (weights, next) = (next, weights);
            if (moved <= _tolerance)
            {
                break;
            }
        }

        return weights;
    }

    private static void Normalize(double[] weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= sum;
        }
    }
}
