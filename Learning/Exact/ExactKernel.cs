using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedOrleans.Learning.Exact;

/// <summary>
/// Adds weight times value of eight updates to two 64-bit integers per coordinate: the high one counts units of 2^-8, the low one units of 2^-56.
/// </summary>
/// <remarks>
/// A product of a weight up to 2^20 and a binary32 has at most 44 significant bits, so binary64 holds it exactly. Adding it to 1.5 * 2^44 rounds it
/// to units of 2^-8, which the bits of the result then count; what is left is exact again and is counted in units of 2^-56 in the same way.
/// Only values below 2^-33 have something left after that, and it is rounded by a function of value and weight alone. Integers do not mind the
/// order of their addition, and a fused multiplication of an exact product rounds as two operations do: all widths give the same bits.
/// </remarks>
internal static class ExactKernel
{
    /// <summary>How many updates one pass adds.</summary>
    public const int Rows = 8;

    private const double HighRounder = 1.5 * (1L << 44);
    private const double LowRounder = 1.5 / 16;

    private static readonly long HighOffset = -Rows * BitConverter.DoubleToInt64Bits(HighRounder);
    private static readonly long LowOffset = -Rows * BitConverter.DoubleToInt64Bits(LowRounder);

    /// <summary>Adds or subtracts eight updates over a range of coordinates.</summary>
    /// <param name="rows">The updates; where there are fewer than eight, any of them again.</param>
    /// <param name="weights">Their weights; 0 for those that only fill up.</param>
    /// <param name="start">The first coordinate.</param>
    /// <param name="end">The coordinate after the last.</param>
    /// <param name="high">The high integers, one per coordinate.</param>
    /// <param name="low">The low integers, one per coordinate.</param>
    /// <param name="subtract">Whether to subtract, which undoes an addition whatever the values were.</param>
    /// <returns>Whether all values are in range; if not, the integers mean nothing until the same updates are subtracted.</returns>
    public static bool Accumulate(
        ReadOnlySpan<ReadOnlyMemory<float>> rows,
        ReadOnlySpan<double> weights,
        int start,
        int end,
        Span<long> high,
        Span<long> low,
        bool subtract)
    {
        high = high[..end];
        low = low[..end];
        var largest = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            largest = Pass512(rows, weights, ref start, end, high, low, subtract);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            largest = Pass256(rows, weights, ref start, end, high, low, subtract);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            largest = Pass128(rows, weights, ref start, end, high, low, subtract);
        }

        return Math.Max(largest, PassScalar(rows, weights, start, end, high, low, subtract)) < ExactRange.LimitBits;
    }

    private static int Pass512(
        ReadOnlySpan<ReadOnlyMemory<float>> rows, ReadOnlySpan<double> weights, ref int start, int end, Span<long> high, Span<long> low, bool subtract)
    {
        ref var x0 = ref First(rows[0], end);
        ref var x1 = ref First(rows[1], end);
        ref var x2 = ref First(rows[2], end);
        ref var x3 = ref First(rows[3], end);
        ref var x4 = ref First(rows[4], end);
        ref var x5 = ref First(rows[5], end);
        ref var x6 = ref First(rows[6], end);
        ref var x7 = ref First(rows[7], end);
        ref var highs = ref MemoryMarshal.GetReference(high);
        ref var lows = ref MemoryMarshal.GetReference(low);
        var n0 = Vector512.Create(weights[0]);
        var n1 = Vector512.Create(weights[1]);
        var n2 = Vector512.Create(weights[2]);
        var n3 = Vector512.Create(weights[3]);
        var n4 = Vector512.Create(weights[4]);
        var n5 = Vector512.Create(weights[5]);
        var n6 = Vector512.Create(weights[6]);
        var n7 = Vector512.Create(weights[7]);
        var largest = Vector512<int>.Zero;
        for (; start <= end - Vector512<float>.Count; start += Vector512<float>.Count)
        {
            var i = (nuint)start;
            var (highA, highB) = (Vector512.Create(HighOffset), Vector512.Create(HighOffset));
            var (lowA, lowB) = (Vector512.Create(LowOffset), Vector512.Create(LowOffset));
            Step(Vector512.LoadUnsafe(ref x0, i), n0, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector512.LoadUnsafe(ref x1, i), n1, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector512.LoadUnsafe(ref x2, i), n2, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector512.LoadUnsafe(ref x3, i), n3, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector512.LoadUnsafe(ref x4, i), n4, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector512.LoadUnsafe(ref x5, i), n5, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector512.LoadUnsafe(ref x6, i), n6, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector512.LoadUnsafe(ref x7, i), n7, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            var j = i + (nuint)Vector512<long>.Count;
            Merge(ref highs, i, highA, subtract);
            Merge(ref highs, j, highB, subtract);
            Merge(ref lows, i, lowA, subtract);
            Merge(ref lows, j, lowB, subtract);
        }

        var (first, second) = (largest.GetLower(), largest.GetUpper());
        return Largest(Vector256.Max(first, second));
    }

    private static int Pass256(
        ReadOnlySpan<ReadOnlyMemory<float>> rows, ReadOnlySpan<double> weights, ref int start, int end, Span<long> high, Span<long> low, bool subtract)
    {
        ref var x0 = ref First(rows[0], end);
        ref var x1 = ref First(rows[1], end);
        ref var x2 = ref First(rows[2], end);
        ref var x3 = ref First(rows[3], end);
        ref var x4 = ref First(rows[4], end);
        ref var x5 = ref First(rows[5], end);
        ref var x6 = ref First(rows[6], end);
        ref var x7 = ref First(rows[7], end);
        ref var highs = ref MemoryMarshal.GetReference(high);
        ref var lows = ref MemoryMarshal.GetReference(low);
        var n0 = Vector256.Create(weights[0]);
        var n1 = Vector256.Create(weights[1]);
        var n2 = Vector256.Create(weights[2]);
        var n3 = Vector256.Create(weights[3]);
        var n4 = Vector256.Create(weights[4]);
        var n5 = Vector256.Create(weights[5]);
        var n6 = Vector256.Create(weights[6]);
        var n7 = Vector256.Create(weights[7]);
        var largest = Vector256<int>.Zero;
        for (; start <= end - Vector256<float>.Count; start += Vector256<float>.Count)
        {
            var i = (nuint)start;
            var (highA, highB) = (Vector256.Create(HighOffset), Vector256.Create(HighOffset));
            var (lowA, lowB) = (Vector256.Create(LowOffset), Vector256.Create(LowOffset));
            Step(Vector256.LoadUnsafe(ref x0, i), n0, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector256.LoadUnsafe(ref x1, i), n1, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector256.LoadUnsafe(ref x2, i), n2, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector256.LoadUnsafe(ref x3, i), n3, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector256.LoadUnsafe(ref x4, i), n4, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector256.LoadUnsafe(ref x5, i), n5, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector256.LoadUnsafe(ref x6, i), n6, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            Step(Vector256.LoadUnsafe(ref x7, i), n7, ref largest, ref highA, ref highB, ref lowA, ref lowB);
            var j = i + (nuint)Vector256<long>.Count;
            Merge(ref highs, i, highA, subtract);
            Merge(ref highs, j, highB, subtract);
            Merge(ref lows, i, lowA, subtract);
            Merge(ref lows, j, lowB, subtract);
        }

        return Largest(largest);
    }

    /// <summary>Without 256-bit vectors there are few registers: one update after the other, on four coordinates at a time.</summary>
    private static int Pass128(
        ReadOnlySpan<ReadOnlyMemory<float>> rows, ReadOnlySpan<double> weights, ref int start, int end, Span<long> high, Span<long> low, bool subtract)
    {
        ref var highs = ref MemoryMarshal.GetReference(high);
        ref var lows = ref MemoryMarshal.GetReference(low);
        var largest = Vector128<int>.Zero;
        for (; start <= end - Vector128<float>.Count; start += Vector128<float>.Count)
        {
            var i = (nuint)start;
            var (highA, highB) = (Vector128.Create(HighOffset), Vector128.Create(HighOffset));
            var (lowA, lowB) = (Vector128.Create(LowOffset), Vector128.Create(LowOffset));
            for (var row = 0; row < Rows; row++)
            {
                var values = Vector128.LoadUnsafe(ref First(rows[row], end), i);
                Step(values, Vector128.Create(weights[row]), ref largest, ref highA, ref highB, ref lowA, ref lowB);
            }

            var j = i + (nuint)Vector128<long>.Count;
            Merge(ref highs, i, highA, subtract);
            Merge(ref highs, j, highB, subtract);
            Merge(ref lows, i, lowA, subtract);
            Merge(ref lows, j, lowB, subtract);
        }

        return Largest(Vector256.Create(largest, largest));
    }

    private static int PassScalar(
        ReadOnlySpan<ReadOnlyMemory<float>> rows, ReadOnlySpan<double> weights, int start, int end, Span<long> high, Span<long> low, bool subtract)
    {
        var largest = 0;
        for (var row = 0; row < Rows; row++)
        {
            var values = rows[row].Span;
            var weight = weights[row];
            for (var i = start; i < end; i++)
            {
                largest = Math.Max(largest, BitConverter.SingleToInt32Bits(values[i]) & ExactRange.Magnitude);
                var product = weight * values[i];
                var rounded = product + HighRounder;
                var rest = product - (rounded - HighRounder) + LowRounder;
                var highUnits = BitConverter.DoubleToInt64Bits(rounded) - BitConverter.DoubleToInt64Bits(HighRounder);
                var lowUnits = BitConverter.DoubleToInt64Bits(rest) - BitConverter.DoubleToInt64Bits(LowRounder);
                high[i] += subtract ? -highUnits : highUnits;
                low[i] += subtract ? -lowUnits : lowUnits;
            }
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        Vector512<float> values,
        Vector512<double> weight,
        ref Vector512<int> largest,
        ref Vector512<long> highA,
        ref Vector512<long> highB,
        ref Vector512<long> lowA,
        ref Vector512<long> lowB)
    {
        largest = Vector512.Max(largest, values.AsInt32() & Vector512.Create(ExactRange.Magnitude));
        var (a, b) = Vector512.Widen(values);
        var roundedA = Vector512.MultiplyAddEstimate(a, weight, Vector512.Create(HighRounder));
        var roundedB = Vector512.MultiplyAddEstimate(b, weight, Vector512.Create(HighRounder));
        var restA = Vector512.MultiplyAddEstimate(a, weight, Vector512.Create(HighRounder) - roundedA) + Vector512.Create(LowRounder);
        var restB = Vector512.MultiplyAddEstimate(b, weight, Vector512.Create(HighRounder) - roundedB) + Vector512.Create(LowRounder);
        highA += roundedA.AsInt64();
        highB += roundedB.AsInt64();
        lowA += restA.AsInt64();
        lowB += restB.AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        Vector256<float> values,
        Vector256<double> weight,
        ref Vector256<int> largest,
        ref Vector256<long> highA,
        ref Vector256<long> highB,
        ref Vector256<long> lowA,
        ref Vector256<long> lowB)
    {
        largest = Vector256.Max(largest, values.AsInt32() & Vector256.Create(ExactRange.Magnitude));
        var (a, b) = Vector256.Widen(values);
        var roundedA = Vector256.MultiplyAddEstimate(a, weight, Vector256.Create(HighRounder));
        var roundedB = Vector256.MultiplyAddEstimate(b, weight, Vector256.Create(HighRounder));
        var restA = Vector256.MultiplyAddEstimate(a, weight, Vector256.Create(HighRounder) - roundedA) + Vector256.Create(LowRounder);
        var restB = Vector256.MultiplyAddEstimate(b, weight, Vector256.Create(HighRounder) - roundedB) + Vector256.Create(LowRounder);
        highA += roundedA.AsInt64();
        highB += roundedB.AsInt64();
        lowA += restA.AsInt64();
        lowB += restB.AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        Vector128<float> values,
        Vector128<double> weight,
        ref Vector128<int> largest,
        ref Vector128<long> highA,
        ref Vector128<long> highB,
        ref Vector128<long> lowA,
        ref Vector128<long> lowB)
    {
        largest = Vector128.Max(largest, values.AsInt32() & Vector128.Create(ExactRange.Magnitude));
        var (a, b) = Vector128.Widen(values);
        var roundedA = Vector128.MultiplyAddEstimate(a, weight, Vector128.Create(HighRounder));
        var roundedB = Vector128.MultiplyAddEstimate(b, weight, Vector128.Create(HighRounder));
        var restA = Vector128.MultiplyAddEstimate(a, weight, Vector128.Create(HighRounder) - roundedA) + Vector128.Create(LowRounder);
        var restB = Vector128.MultiplyAddEstimate(b, weight, Vector128.Create(HighRounder) - roundedB) + Vector128.Create(LowRounder);
        highA += roundedA.AsInt64();
        highB += roundedB.AsInt64();
        lowA += restA.AsInt64();
        lowB += restB.AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge(ref long total, nuint index, Vector512<long> units, bool subtract)
    {
        var before = Vector512.LoadUnsafe(ref total, index);
        (subtract ? before - units : before + units).StoreUnsafe(ref total, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge(ref long total, nuint index, Vector256<long> units, bool subtract)
    {
        var before = Vector256.LoadUnsafe(ref total, index);
        (subtract ? before - units : before + units).StoreUnsafe(ref total, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge(ref long total, nuint index, Vector128<long> units, bool subtract)
    {
        var before = Vector128.LoadUnsafe(ref total, index);
        (subtract ? before - units : before + units).StoreUnsafe(ref total, index);
    }

    private static ref float First(ReadOnlyMemory<float> row, int end) => ref MemoryMarshal.GetReference(row.Span[..end]);

    private static int Largest(Vector256<int> values)
    {
        var largest = 0;
        for (var i = 0; i < Vector256<int>.Count; i++)
        {
            largest = Math.Max(largest, values[i]);
        }

        return largest;
    }
}
