using System.Numerics;

namespace FederatedOrleans.Learning.Numerics;

/// <summary>The quotient of two integers in binary64, rounded once: to nearest, ties to even.</summary>
internal static class ExactQuotient
{
    private const int Significand = 53;

    /// <summary>Enough bits of a quotient for a significand, the bit behind it and one that stands for all others.</summary>
    private const int Kept = 60;

    /// <summary>Divides.</summary>
    /// <param name="numerator">Any integer.</param>
    /// <param name="denominator">An integer above 0; the quotient must be in the range of normal numbers.</param>
    public static double Of(BigInteger numerator, BigInteger denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        if (numerator.IsZero)
        {
            return 0;
        }

        var magnitude = BigInteger.Abs(numerator);
        var shift = Kept - (int)(magnitude.GetBitLength() - denominator.GetBitLength());
        var quotient = (ulong)BigInteger.DivRem(
            shift > 0 ? magnitude << shift : magnitude, shift < 0 ? denominator << -shift : denominator, out var remainder);
        if (!remainder.IsZero)
        {
            quotient |= 1;
        }

        var result = Math.ScaleB(Round(quotient, out var exponent), exponent - shift);
        return numerator.Sign < 0 ? -result : result;
    }

    private static double Round(ulong quotient, out int exponent)
    {
        exponent = 64 - BitOperations.LeadingZeroCount(quotient) - Significand;
        var significand = quotient >> exponent;
        var rest = quotient & ((1UL << exponent) - 1);
        var half = 1UL << (exponent - 1);
        if (rest > half || (rest == half && (significand & 1) == 1))
        {
            significand++;
        }

        return significand;
    }
}
