using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Learning.Models.Ridge;

/// <summary>
/// The squared residual of a reading divided by the variance of residuals: how far the target is from what the other features say. For
/// normal readings it follows the chi-squared distribution with one degree of freedom. A reading that lacks a feature has no score.
/// </summary>
internal sealed class ResidualScorer : IReadingScorer
{
    private readonly int _target;
    private readonly double[] _weights;
    private readonly double _variance;

    public ResidualScorer(RidgeLayout layout, int target, ReadOnlySpan<double> weights, double leastVariance, double quantile)
    {
        _target = target;
        _weights = weights[..(RidgeLayout.Coefficients + layout.Predictors)].ToArray();
        Threshold = ChiSquared.Quantile(1, quantile);
        // Every value is off by what quantisation adds, whatever the residuals were.
        var quantised = leastVariance;
        foreach (var coefficient in _weights.AsSpan(RidgeLayout.Coefficients))
        {
            quantised += leastVariance * coefficient * coefficient;
        }

        _variance = Math.Max(weights[layout.ResidualVariance], quantised);
    }

    /// <inheritdoc />
    public double Threshold { get; }

    /// <inheritdoc />
    public double Score(ReadOnlySpan<double> values, out bool isAnomaly)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _weights.Length);
        var residual = values[_target] - _weights[RidgeLayout.Intercept];
        var coefficient = RidgeLayout.Coefficients;
        for (var i = 0; i < values.Length; i++)
        {
            if (i != _target)
            {
                residual -= _weights[coefficient++] * values[i];
            }
        }

        // Not a number where a value is missing; that is above nothing.
        var score = residual * residual / _variance;
        isAnomaly = score > Threshold;
        return score;
    }
}
