using System.Collections.Concurrent;
using System.Numerics;
using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Learning.Models.Moments;

/// <summary>
/// Hotelling's T² of one reading: its squared distance to the mean in the metric of the inverse covariance (H. Hotelling, Multivariate
/// Quality Control, 1947). Where values are missing it is that of the present ones, with their part of the covariance. For normal readings
/// it follows the chi-squared distribution with as many degrees of freedom as values are present, whose quantile is the threshold.
/// </summary>
/// <remarks>
/// A variance counts as no smaller than what quantisation adds, and a covariance that is not positive definite, because a feature follows
/// from others or because pairs were counted over different readings, is made so as <see cref="Cholesky"/> says.
/// </remarks>
internal sealed class HotellingScorer : IReadingScorer
{
    /// <summary>How many sets of present features have their factor kept; any further one is factored for each of its readings.</summary>
    private const int MaxFactors = 1024;

    private readonly double[] _means;
    private readonly double[] _covariance;
    private readonly ulong _scored;
    private readonly double[] _thresholds;
    private readonly ConcurrentDictionary<ulong, double[]> _factors = new();
    private int _factorCount;

    private HotellingScorer(double[] means, double[] covariance, ulong scored, double[] thresholds)
    {
        _means = means;
        _covariance = covariance;
        _scored = scored;
        _thresholds = thresholds;
    }

    /// <inheritdoc />
    public double Threshold => _thresholds[BitOperations.PopCount(_scored)];

    /// <summary>Makes a scorer.</summary>
    /// <param name="layout">Where the weights stand.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="weights">Counts, means and covariance.</param>
    /// <param name="leastVariance">What every variance is at least, above 0.</param>
    /// <param name="quantile">The quantile that is the threshold.</param>
    /// <returns>
    /// The scorer, or null when no feature has more values than there are features: fewer say nothing about a covariance.
    /// </returns>
    public static HotellingScorer? Create(
        MomentsLayout layout, int features, ReadOnlySpan<double> weights, double leastVariance, double quantile)
    {
        var means = new double[features];
        var covariance = new double[Cholesky.Length(features)];
        var scored = 0UL;
        for (var i = 0; i < features; i++)
        {
            scored |= weights[MomentsLayout.Count(i)] > features ? 1UL << i : 0;
            means[i] = weights[layout.Sum(i)];
            for (var j = 0; j < i; j++)
            {
                covariance[Cholesky.Index(i, j)] = weights[layout.Product(j, i)];
            }

            covariance[Cholesky.Index(i, i)] = Math.Max(weights[layout.Product(i, i)], leastVariance);
        }

        double[] thresholds = [0, .. Enumerable.Range(1, features).Select(degrees => ChiSquared.Quantile(degrees, quantile))];
        var scorer = new HotellingScorer(means, covariance, scored, thresholds);
        return scored != 0 && scorer.TryFactor(scored, new double[Cholesky.Length(BitOperations.PopCount(scored))]) ? scorer : null;
    }

    /// <inheritdoc />
    public double Score(ReadOnlySpan<double> values, out bool isAnomaly)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _means.Length);
        Span<double> deviations = stackalloc double[_means.Length];
        var (present, count) = (0UL, 0);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]) && (_scored >> i & 1) == 1)
            {
                present |= 1UL << i;
                deviations[count++] = values[i] - _means[i];
            }
        }

        isAnomaly = false;
        if (count == 0)
        {
            return double.NaN;
        }

        deviations = deviations[..count];
        if (FactorOf(present, count) is { } factor)
        {
            Cholesky.SolveLower(factor, deviations);
        }
        else
        {
            SolveOnce(present, deviations);
        }

        var score = 0.0;
        foreach (var deviation in deviations)
        {
            score += deviation * deviation;
        }

        isAnomaly = score > _thresholds[count];
        return score;
    }

    /// <summary>The factor for a set of features; null when as many as may be are kept already and it is not among them.</summary>
    private double[]? FactorOf(ulong present, int count)
    {
        if (_factors.TryGetValue(present, out var factor))
        {
            return factor;
        }

        if (Volatile.Read(ref _factorCount) >= MaxFactors)
        {
            return null;
        }

        factor = new double[Cholesky.Length(count)];
        TryFactor(present, factor);
        if (_factors.TryAdd(present, factor))
        {
            Interlocked.Increment(ref _factorCount);
        }

        return factor;
    }

    private void SolveOnce(ulong present, Span<double> deviations)
    {
        Span<double> factor = stackalloc double[Cholesky.Length(deviations.Length)];
        TryFactor(present, factor);
        Cholesky.SolveLower(factor, deviations);
    }

    private bool TryFactor(ulong present, Span<double> factor)
    {
        var count = BitOperations.PopCount(present);
        Span<double> part = stackalloc double[factor.Length];
        var place = 0;
        for (var rows = present; rows != 0; rows &= rows - 1)
        {
            var row = BitOperations.TrailingZeroCount(rows);
            for (var columns = present & ((2UL << row) - 1); columns != 0; columns &= columns - 1)
            {
                part[place++] = _covariance[Cholesky.Index(row, BitOperations.TrailingZeroCount(columns))];
            }
        }

        return Cholesky.TryFactor(part, factor, count);
    }
}
