namespace FederatedOrleans.Learning.Numerics;

/// <summary>
/// The exponential function and what is made of it, from additions, multiplications and divisions alone: the same bits on every machine,
/// which the functions of a platform's mathematical library do not promise. The relative error is below 1e-15.
/// </summary>
/// <remarks>
/// x = k ln 2 + r with |r| at most ln(2) / 2, ln 2 split into a part whose product with k is exact and the rest (W. J. Cody, W. Waite,
/// Software Manual for the Elementary Functions, 1980, chapter 6); then the Taylor polynomial of degree 13, whose rest is below 1e-17,
/// times 2^k made of bits.
/// </remarks>
internal static class Exponential
{
    /// <summary>From here on the result would not be a normal number; arguments are cut there.</summary>
    private const double Largest = 708;

    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>The first 32 bits of ln 2.</summary>
    private const double Ln2High = 0.693147180369123816490;

    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Added and subtracted, it leaves the nearest integer.</summary>
    private const double Rounder = 1.5 * (1L << 52);

    /// <summary>1 / n! from the highest degree down.</summary>
    private static readonly double[] Coefficients =
    [
        1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
        1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1,
    ];

    /// <summary>e to the power of x.</summary>
    /// <param name="x">The exponent; beyond -708 and 708 it counts as these.</param>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        x = x > Largest ? Largest : x < -Largest ? -Largest : x;
        var k = (x * InverseLn2) + Rounder - Rounder;
        var r = x - (k * Ln2High) - (k * Ln2Low);
        var polynomial = 0.0;
        foreach (var coefficient in Coefficients)
        {
            polynomial = (polynomial * r) + coefficient;
        }

        return polynomial * BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
    }

    /// <summary>1 / (1 + e^-x), between 0 and 1.</summary>
    /// <param name="x">The argument.</param>
    public static double Sigmoid(double x)
    {
        // The exponent is never positive, so that nothing is lost for large arguments of either sign.
        if (x >= 0)
        {
            return 1 / (1 + Exp(-x));
        }

        var power = Exp(x);
        return power / (1 + power);
    }
}
