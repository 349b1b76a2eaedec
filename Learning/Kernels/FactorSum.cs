using System.Numerics;
using System.Runtime.InteropServices;

namespace FederatedOrleans.Learning.Kernels;

/// <summary>The sum of factor times value over updates, per coordinate, in binary64: the updates in their order, one after the other.</summary>
internal static class FactorSum
{
    private const int Tile = 1024;

    /// <summary>Sums.</summary>
    /// <param name="rows">The updates, all of one length.</param>
    /// <param name="factors">A factor per update.</param>
    /// <param name="workers">The threads to use.</param>
    /// <returns>A sum per coordinate.</returns>
    public static double[] Of(ReadOnlyMemory<float>[] rows, double[] factors, Workers workers)
    {
        var length = rows[0].Length;
        var sums = new double[length];
        workers.Run((long)length * rows.Length, (worker, count) =>
        {
            var tiles = (length + Tile - 1) / Tile;
            var last = (int)((long)tiles * (worker + 1) / count);
            for (var tile = (int)((long)tiles * worker / count); tile < last; tile++)
            {
                var start = tile * Tile;
                AddTile(rows, factors, start, sums.AsSpan(start, Math.Min(Tile, length - start)));
            }
        });
        return sums;
    }

    private static void AddTile(ReadOnlyMemory<float>[] rows, double[] factors, int start, Span<double> sums)
    {
        var row = 0;
        for (; row <= rows.Length - 4; row += 4)
        {
            AddFour(
                rows[row].Span.Slice(start, sums.Length),
                rows[row + 1].Span.Slice(start, sums.Length),
                rows[row + 2].Span.Slice(start, sums.Length),
                rows[row + 3].Span.Slice(start, sums.Length),
                factors.AsSpan(row, 4),
                sums);
        }

        for (; row < rows.Length; row++)
        {
            AddOne(rows[row].Span.Slice(start, sums.Length), factors[row], sums, 0);
        }
    }

    private static void AddFour(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, ReadOnlySpan<double> factors, Span<double> sums)
    {
        ref var sum = ref MemoryMarshal.GetReference(sums);
        Vector<double> f0 = new(factors[0]), f1 = new(factors[1]), f2 = new(factors[2]), f3 = new(factors[3]);
        var i = 0;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (j, k) = ((nuint)i, (nuint)(i + Vector<double>.Count));
            Vector.Widen(Vector.LoadUnsafe(in MemoryMarshal.GetReference(a), j), out var low0, out var high0);
            Vector.Widen(Vector.LoadUnsafe(in MemoryMarshal.GetReference(b), j), out var low1, out var high1);
            Vector.Widen(Vector.LoadUnsafe(in MemoryMarshal.GetReference(c), j), out var low2, out var high2);
            Vector.Widen(Vector.LoadUnsafe(in MemoryMarshal.GetReference(d), j), out var low3, out var high3);
            ((((Vector.LoadUnsafe(in sum, j) + (f0 * low0)) + (f1 * low1)) + (f2 * low2)) + (f3 * low3)).StoreUnsafe(ref sum, j);
            ((((Vector.LoadUnsafe(in sum, k) + (f0 * high0)) + (f1 * high1)) + (f2 * high2)) + (f3 * high3)).StoreUnsafe(ref sum, k);
        }

        AddOne(a, factors[0], sums, i);
        AddOne(b, factors[1], sums, i);
        AddOne(c, factors[2], sums, i);
        AddOne(d, factors[3], sums, i);
    }

    private static void AddOne(ReadOnlySpan<float> values, double factor, Span<double> sums, int from)
    {
        for (var i = from; i < sums.Length; i++)
        {
            sums[i] += factor * values[i];
        }
    }
}
