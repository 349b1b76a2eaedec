using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedOrleans.Learning.Kernels;

/// <summary>
/// The squared Euclidean distances between all updates in binary64, from the differences themselves. Their order of addition is fixed: within 256
/// coordinates eight lanes take every eighth, the lanes are added as a tree, then the blocks from left to right.
/// </summary>
/// <remarks>
/// Differences of the values and not of their products (the Gram matrix): updates that are close to each other and far from zero would cancel out
/// all that tells them apart. Threads divide the pairs among them, never the coordinates of a pair.
/// </remarks>
internal static class SquaredDistances
{
    private const int Lanes = 8;
    private const int Tile = 256;

    /// <summary>Updates are compared four with four: their values stay in registers.</summary>
    private const int Group = 4;

    /// <summary>The distances between all updates.</summary>
    /// <param name="rows">The updates, all of one length.</param>
    /// <param name="workers">The threads to use.</param>
    /// <returns>A symmetric matrix, row by row.</returns>
    public static double[] Between(ReadOnlyMemory<float>[] rows, Workers workers)
    {
        var count = rows.Length;
        var distances = new double[count * count];
        var length = rows[0].Length;
        var (rest, padded) = Pad(rows, length);
        var groups = (count + Group - 1) / Group;
        workers.Run((long)count * count / 2 * length, (worker, workerCount) =>
        {
            var pairs = PairsOf(groups, worker, workerCount);
            for (var start = 0; start < length - rest; start += Tile)
            {
                AddTile(rows, start, Tile, pairs, distances);
            }

            if (rest > 0)
            {
                AddTile(padded, 0, (rest + Lanes - 1) / Lanes * Lanes, pairs, distances);
            }
        });
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                distances[(i * count) + j] = distances[(j * count) + i];
            }
        }

        return distances;
    }

    /// <summary>What is left behind the last whole tile, filled up with zeros: they add nothing to a distance.</summary>
    private static (int Columns, ReadOnlyMemory<float>[] Rows) Pad(ReadOnlyMemory<float>[] rows, int length)
    {
        var rest = length % Tile;
        return rest == 0 ? (0, []) : (rest, [.. rows.Select(row =>
        {
            var values = new float[Tile];
            row.Span[^rest..].CopyTo(values);
            return (ReadOnlyMemory<float>)values;
        })]);
    }

    private static List<(int First, int Second)> PairsOf(int groups, int worker, int workers)
    {
        List<(int, int)> pairs = [];
        var number = 0;
        for (var first = 0; first < groups; first++)
        {
            for (var second = first; second < groups; second++)
            {
                if (number++ % workers == worker)
                {
                    pairs.Add((first * Group, second * Group));
                }
            }
        }

        return pairs;
    }

    private static void AddTile(ReadOnlyMemory<float>[] rows, int start, int columns, List<(int First, int Second)> pairs, double[] distances)
    {
        var count = rows.Length;
        Span<double> sums = stackalloc double[Group * Group];
        foreach (var (first, second) in pairs)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Compare512(rows, first, second, start, columns, sums);
            }
            else
            {
                Compare(rows, first, second, start, columns, sums);
            }

            for (var i = first; i < Math.Min(first + Group, count); i++)
            {
                for (var j = Math.Max(second, i + 1); j < Math.Min(second + Group, count); j++)
                {
                    distances[(i * count) + j] += sums[((i - first) * Group) + j - second];
                }
            }
        }
    }

    private static void Compare512(ReadOnlyMemory<float>[] rows, int first, int second, int start, int columns, Span<double> sums)
    {
        ref var a0 = ref First(rows, first, start, columns);
        ref var a1 = ref First(rows, first + 1, start, columns);
        ref var a2 = ref First(rows, first + 2, start, columns);
        ref var a3 = ref First(rows, first + 3, start, columns);
        ref var b0 = ref First(rows, second, start, columns);
        ref var b1 = ref First(rows, second + 1, start, columns);
        ref var b2 = ref First(rows, second + 2, start, columns);
        ref var b3 = ref First(rows, second + 3, start, columns);
        Vector512<double> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector512<double> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector512<double> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector512<double> s30 = default, s31 = default, s32 = default, s33 = default;
        for (nuint i = 0; i < (nuint)columns; i += Lanes)
        {
            var (y0, y1, y2, y3) = (Load512(ref b0, i), Load512(ref b1, i), Load512(ref b2, i), Load512(ref b3, i));
            var x = Load512(ref a0, i);
            s00 = AddSquare(s00, x - y0);
            s01 = AddSquare(s01, x - y1);
            s02 = AddSquare(s02, x - y2);
            s03 = AddSquare(s03, x - y3);
            x = Load512(ref a1, i);
            s10 = AddSquare(s10, x - y0);
            s11 = AddSquare(s11, x - y1);
            s12 = AddSquare(s12, x - y2);
            s13 = AddSquare(s13, x - y3);
            x = Load512(ref a2, i);
            s20 = AddSquare(s20, x - y0);
            s21 = AddSquare(s21, x - y1);
            s22 = AddSquare(s22, x - y2);
            s23 = AddSquare(s23, x - y3);
            x = Load512(ref a3, i);
            s30 = AddSquare(s30, x - y0);
            s31 = AddSquare(s31, x - y1);
            s32 = AddSquare(s32, x - y2);
            s33 = AddSquare(s33, x - y3);
        }

        sums[0] = Sum(s00);
        sums[1] = Sum(s01);
        sums[2] = Sum(s02);
        sums[3] = Sum(s03);
        sums[4] = Sum(s10);
        sums[5] = Sum(s11);
        sums[6] = Sum(s12);
        sums[7] = Sum(s13);
        sums[8] = Sum(s20);
        sums[9] = Sum(s21);
        sums[10] = Sum(s22);
        sums[11] = Sum(s23);
        sums[12] = Sum(s30);
        sums[13] = Sum(s31);
        sums[14] = Sum(s32);
        sums[15] = Sum(s33);
    }

    /// <summary>The same with 256-bit vectors, or whatever they are made of: one update with four, half of the lanes at a time.</summary>
    private static void Compare(ReadOnlyMemory<float>[] rows, int first, int second, int start, int columns, Span<double> sums)
    {
        ref var b0 = ref First(rows, second, start, columns);
        ref var b1 = ref First(rows, second + 1, start, columns);
        ref var b2 = ref First(rows, second + 2, start, columns);
        ref var b3 = ref First(rows, second + 3, start, columns);
        for (var row = 0; row < Group; row++)
        {
            ref var a = ref First(rows, first + row, start, columns);
            Vector256<double> low0 = default, low1 = default, low2 = default, low3 = default;
            Vector256<double> high0 = default, high1 = default, high2 = default, high3 = default;
            for (nuint i = 0; i < (nuint)columns; i += Lanes)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref a, i));
                AddSquares(low, high, ref b0, i, ref low0, ref high0);
                AddSquares(low, high, ref b1, i, ref low1, ref high1);
                AddSquares(low, high, ref b2, i, ref low2, ref high2);
                AddSquares(low, high, ref b3, i, ref low3, ref high3);
            }

            var place = row * Group;
            sums[place] = Sum(low0 + high0);
            sums[place + 1] = Sum(low1 + high1);
            sums[place + 2] = Sum(low2 + high2);
            sums[place + 3] = Sum(low3 + high3);
        }
    }

    /// <summary>Where an update begins; behind the last one it is the last one again, whose distances nobody takes.</summary>
    private static ref float First(ReadOnlyMemory<float>[] rows, int row, int start, int columns) =>
        ref MemoryMarshal.GetReference(rows[Math.Min(row, rows.Length - 1)].Span.Slice(start, columns));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load512(ref float row, nuint index) =>
        Vector512.WidenLower(Vector256.LoadUnsafe(ref row, index).ToVector512Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AddSquare(Vector512<double> sum, Vector512<double> difference) => sum + (difference * difference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSquares(
        Vector256<double> low, Vector256<double> high, ref float row, nuint index, ref Vector256<double> lowSum, ref Vector256<double> highSum)
    {
        var (otherLow, otherHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref row, index));
        var (lowDifference, highDifference) = (low - otherLow, high - otherHigh);
        lowSum += lowDifference * lowDifference;
        highSum += highDifference * highDifference;
    }

    private static double Sum(Vector512<double> lanes) => Sum(lanes.GetLower() + lanes.GetUpper());

    private static double Sum(Vector256<double> lanes)
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        return half[0] + half[1];
    }
}
