using System.Numerics;
using System.Runtime.InteropServices;

namespace FederatedOrleans.Learning.Exact;

/// <summary>The values and weights whose sums are exact.</summary>
public static class ExactRange
{
    /// <summary>Every value is below it in magnitude: 2^20.</summary>
    public const float Limit = 1 << 20;

    /// <summary>The largest weight of an update: 2^20. The smallest is 1.</summary>
    public const long MaxWeight = 1 << 20;

    /// <summary>The bits of <see cref="Limit"/>: without their sign, the bits of every value in range are below them, those of infinities and NaN are not.</summary>
    internal const int LimitBits = 0x49800000;

    /// <summary>All bits but the sign.</summary>
    internal const int Magnitude = 0x7fffffff;

    /// <summary>Whether all values are finite and below <see cref="Limit"/> in magnitude.</summary>
    /// <param name="values">The values.</param>
    public static bool Contains(ReadOnlySpan<float> values)
    {
        var bits = MemoryMarshal.Cast<float, int>(values);
        var largest = Vector<int>.Zero;
        var mask = new Vector<int>(Magnitude);
        var i = 0;
        for (; i <= bits.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            largest = Vector.Max(largest, new Vector<int>(bits[i..]) & mask);
        }

        if (Vector.GreaterThanOrEqualAny(largest, new Vector<int>(LimitBits)))
        {
            return false;
        }

        for (; i < bits.Length; i++)
        {
            if ((bits[i] & Magnitude) >= LimitBits)
            {
                return false;
            }
        }

        return true;
    }
}
