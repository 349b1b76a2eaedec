using System.Numerics;

namespace FederatedOrleans.Tests.Learning.Exact;

/// <summary>The exact sum as its definition says it, in integers without limit.</summary>
internal static class ExactModel
{
    private const int UnitBits = 56;

    /// <summary>Weight times value in units of 2^-56, to nearest, ties to even.</summary>
    public static BigInteger Units(float value, long weight)
    {
        var (significand, exponent) = Parts(value);
        var product = significand * weight;
        var shift = exponent + UnitBits;
        if (shift >= 0)
        {
            return product << shift;
        }

        var floor = product >> -shift;
        var twice = (product - (floor << -shift)) * 2;
        var unit = BigInteger.One << -shift;
        return twice > unit || (twice == unit && !floor.IsEven) ? floor + 1 : floor;
    }

    /// <summary>The sum per coordinate.</summary>
    public static BigInteger[] Sum(IReadOnlyList<float[]> updates, IReadOnlyList<long> weights, int length) =>
        [.. Enumerable.Range(0, length).Select(i =>
            updates.Select((update, k) => Units(update[i], weights[k])).Aggregate(BigInteger.Zero, BigInteger.Add))];

    /// <summary>Whether a binary64 is the nearest to a number of units divided by a weight, ties to even: no neighbour is nearer.</summary>
    public static bool IsNearest(double candidate, BigInteger units, long weight)
    {
        var distance = Distance(candidate, units, weight);
        var isEven = (BitConverter.DoubleToInt64Bits(candidate) & 1) == 0;
        return double.IsFinite(candidate) && new[] { Math.BitIncrement(candidate), Math.BitDecrement(candidate) }.All(neighbour =>
        {
            var other = Distance(neighbour, units, weight);
            return distance < other || (distance == other && isEven);
        });
    }

    /// <summary>The distance in units of 2^-1074 / weight / 2^56.</summary>
    private static BigInteger Distance(double candidate, BigInteger units, long weight)
    {
        var (significand, exponent) = Parts(candidate);
        return BigInteger.Abs((((significand * weight) << (exponent + 1074)) << UnitBits) - (units << 1074));
    }

    private static (BigInteger Significand, int Exponent) Parts(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7ff);
        var fraction = bits & ((1L << 52) - 1);
        var significand = exponent == 0 ? fraction : fraction | (1L << 52);
        return (bits < 0 ? -significand : significand, Math.Max(exponent, 1) - 1075);
    }
}
