namespace FederatedOrleans.Learning.Numerics;

/// <summary>
/// The chi-squared distribution, from additions, multiplications, divisions and square roots alone: the same bits on every machine.
/// </summary>
/// <remarks>
/// The distribution function is the regularised incomplete gamma function P(k/2, x/2), by the series of NIST DLMF 8.7.1 with 8.2.6; its
/// terms are all positive, so nothing cancels. The quantile is found by bisection.
/// </remarks>
internal static class ChiSquared
{
    /// <summary>The square root of pi.</summary>
    private const double SqrtPi = 1.7724538509055160273;

    /// <summary>The share of values at or below x.</summary>
    /// <param name="x">The value; none is below 0.</param>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    public static double Distribution(double x, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (!(x > 0))
        {
            return 0;
        }

        // P(a, z) = z^a e^-z / Gamma(a + 1) * (1 + z / (a + 1) + z^2 / ((a + 1)(a + 2)) + …); the first factor is made step by step from
        // z^0 / Gamma(1) or z^(1/2) / Gamma(3/2).
        var (a, z) = (degrees / 2.0, x / 2);
        var isOdd = degrees % 2 == 1;
        var factor = (isOdd ? Math.Sqrt(z) * 2 / SqrtPi : 1) * Exponential.Exp(-z);
        for (var n = isOdd ? 1.5 : 1; n <= a; n++)
        {
            factor *= z / n;
        }

        var (term, sum) = (1.0, 1.0);
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= z / (a + n);
            sum += term;
        }

        return Math.Min(1, factor * sum);
    }

    /// <summary>The value that a given share of values does not exceed.</summary>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    /// <param name="share">The share, above 0 and below 1.</param>
    public static double Quantile(int degrees, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        if (!(share > 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies above 0 and below 1.");
        }

        var (low, high) = (0.0, (double)degrees);
        while (Distribution(high, degrees) < share && high < 1000)
        {
            (low, high) = (high, high * 2);
        }

        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return high;
            }

            (low, high) = Distribution(middle, degrees) < share ? (middle, high) : (low, middle);
        }
    }
}
