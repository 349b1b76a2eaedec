using System.Numerics;
using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Learning.Exact;

/// <summary>Divides sums in units of 2^-56 by a weight and rounds once, to the nearest binary64, ties to even.</summary>
/// <remarks>
/// The quotient is estimated with about 100 bits: a quotient in binary64, its exact remainder, and the quotient of that. The estimate is taken when
/// all numbers within its error round to the same binary64 (Ziv's test, ACM TOMS 17, 1991); else integers decide. So the result is the rounded
/// quotient whichever way it was found.
/// </remarks>
internal static class ExactMean
{
    /// <summary>A unit is 2 to the power of minus this.</summary>
    public const int UnitBits = 56;

    /// <summary>The high integers of <see cref="ExactKernel"/> count units that are larger by 2 to the power of this.</summary>
    public const int LimbBits = 48;

    private const long LimbMask = (1L << LimbBits) - 1;
    private const double HighUnit = 1.0 / (1 << (UnitBits - LimbBits));
    private const double Unit = HighUnit / (1L << LimbBits);

    /// <summary>What the estimate may be wrong by, relative to it: far above 2^-100, far below what often decides.</summary>
    private const double Error = 1.0 / (1L << 45) / (1L << 45);

    /// <summary>The mean that a sum and a weight give.</summary>
    /// <param name="high">Units of 2^-8, below 2^62 in magnitude.</param>
    /// <param name="low">Units of 2^-56, added to the high ones.</param>
    /// <param name="weight">The weight, 1 to 2^50.</param>
    public static double Divide(long high, long low, long weight)
    {
        high += low >> LimbBits;
        low &= LimbMask;
        double first = high;
        var second = (double)(((high - (long)first) << LimbBits) + low) * Unit;
        first *= HighUnit;
        var sum = first + second;
        var rest = second - (sum - first);
        double divisor = weight;
        var quotient = sum / divisor;
        var correction = (Math.FusedMultiplyAdd(-quotient, divisor, sum) + rest) / divisor;
        var result = quotient + correction;
        var left = correction - (result - quotient);
        var error = Math.Abs(result) * Error;
        return result + (left - error) == result && result + (left + error) == result ? result : Divide(((Int128)high << LimbBits) + low, weight, false);
    }

    /// <summary>The mean that a sum and a weight give.</summary>
    /// <param name="sum">Units of 2^-56.</param>
    /// <param name="weight">The weight, 1 to 2^50.</param>
    public static double Divide(Int128 sum, long weight) => Divide(sum, weight, true);

    private static double Divide(Int128 sum, long weight, bool mayEstimate)
    {
        var high = sum >> LimbBits;
        return mayEstimate && high > -(1L << 62) && high < 1L << 62
            ? Divide((long)high, (long)(sum & LimbMask), weight)
            : ExactQuotient.Of(sum, (BigInteger)weight << UnitBits);
    }
}
