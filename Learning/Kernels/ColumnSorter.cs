using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedOrleans.Learning.Kernels;

/// <summary>
/// Sorts the values that all updates have at a coordinate, 32 coordinates at a time. Values are compared as integers: as numbers are, with -0 below 0
/// and with NaN beyond infinity.
/// </summary>
/// <param name="rows">The updates, all of one length.</param>
/// <param name="network">The network for as many places as there are updates.</param>
internal sealed class ColumnSorter(ReadOnlyMemory<float>[] rows, SortingNetwork network)
{
    /// <summary>How many coordinates are sorted at a time.</summary>
    public const int Columns = 32;

    private const int Magnitude = 0x7fffffff;

    /// <summary>Bytes of the widest vector: keys begin at a multiple of it, so that no access touches two cache lines.</summary>
    private const int Alignment = 64;

    private readonly Memory<int> _keys = Allocate(rows.Length * Columns);

    /// <summary>Receives sorted coordinates.</summary>
    /// <param name="sorter">The sorter, to be read.</param>
    /// <param name="start">The first coordinate.</param>
    /// <param name="count">How many there are, at most <see cref="Columns"/>.</param>
    public delegate void Receiver(ColumnSorter sorter, int start, int count);

    /// <summary>Sorts every coordinate.</summary>
    /// <param name="rows">The updates, all of one length.</param>
    /// <param name="network">The network for as many places as there are updates.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="receive">Called on any thread, once for every 32 coordinates.</param>
    public static void Run(ReadOnlyMemory<float>[] rows, SortingNetwork network, Workers workers, Receiver receive)
    {
        var length = rows[0].Length;
        workers.Run((long)length * rows.Length, (worker, count) =>
        {
            // Neighbouring blocks belong to one thread, so that it reads on where it was.
            ColumnSorter sorter = new(rows, network);
            var blocks = (length + Columns - 1) / Columns;
            var last = (int)((long)blocks * (worker + 1) / count);
            for (var block = (int)((long)blocks * worker / count); block < last; block++)
            {
                var start = block * Columns;
                var columns = Math.Min(Columns, length - start);
                sorter.Sort(start, columns);
                receive(sorter, start, columns);
            }
        });
    }

    /// <summary>The value of a rank at a coordinate.</summary>
    /// <param name="rank">One of the network's ranks.</param>
    /// <param name="column">The coordinate, counted from the first of the block.</param>
    public float Value(int rank, int column) => BitConverter.Int32BitsToSingle(Swap(_keys.Span[(rank * Columns) + column]));

    /// <summary>Adds the values of a rank to sums.</summary>
    /// <param name="rank">One of the network's ranks.</param>
    /// <param name="sums">One sum per coordinate of the block.</param>
    public void AddTo(int rank, Span<double> sums)
    {
        var keys = _keys.Span.Slice(rank * Columns, Columns);
        var half = Vector<double>.Count;
        for (var i = 0; i < Columns; i += Vector<int>.Count)
        {
            Vector.Widen(Swap(new Vector<int>(keys[i..])).As<int, float>(), out var low, out var high);
            (new Vector<double>(sums[i..]) + low).CopyTo(sums[i..]);
            (new Vector<double>(sums[(i + half)..]) + high).CopyTo(sums[(i + half)..]);
        }
    }

    private static int Swap(int bits) => bits ^ ((bits >> 31) & Magnitude);

    private static Vector<int> Swap(Vector<int> bits) => bits ^ ((bits >> 31) & new Vector<int>(Magnitude));

    private static Memory<int> Allocate(int length)
    {
        var keys = GC.AllocateUninitializedArray<int>(length + (Alignment / sizeof(int)), pinned: true);
        var past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(keys, 0) % Alignment);
        return keys.AsMemory((Alignment - past) % Alignment / sizeof(int), length);
    }

    private void Sort(int start, int columns)
    {
        var all = _keys.Span;
        for (var row = 0; row < rows.Length; row++)
        {
            var keys = all.Slice(row * Columns, Columns);
            var bits = MemoryMarshal.Cast<float, int>(rows[row].Span.Slice(start, columns));
            if (columns < Columns)
            {
                keys[columns..].Clear();
                bits.CopyTo(keys);
                bits = keys;
            }

            for (var i = 0; i < Columns; i += Vector<int>.Count)
            {
                Swap(new Vector<int>(bits[i..])).CopyTo(keys[i..]);
            }
        }

        if (Vector512.IsHardwareAccelerated)
        {
            Exchange512(network.Exchanges, all);
        }
        else
        {
            Exchange(network.Exchanges, all);
        }
    }

    private static void Exchange512(ReadOnlySpan<(int Low, int High)> exchanges, Span<int> keys)
    {
        ref var origin = ref MemoryMarshal.GetReference(keys);
        var half = (nuint)Vector512<int>.Count;
        foreach (var (low, high) in exchanges)
        {
            ref var first = ref Unsafe.Add(ref origin, low * Columns);
            ref var second = ref Unsafe.Add(ref origin, high * Columns);
            var (a, b) = (Vector512.LoadUnsafe(ref first), Vector512.LoadUnsafe(ref second));
            var (c, d) = (Vector512.LoadUnsafe(ref first, half), Vector512.LoadUnsafe(ref second, half));
            Vector512.Min(a, b).StoreUnsafe(ref first);
            Vector512.Max(a, b).StoreUnsafe(ref second);
            Vector512.Min(c, d).StoreUnsafe(ref first, half);
            Vector512.Max(c, d).StoreUnsafe(ref second, half);
        }
    }

    private static void Exchange(ReadOnlySpan<(int Low, int High)> exchanges, Span<int> keys)
    {
        foreach (var (low, high) in exchanges)
        {
            var first = keys.Slice(low * Columns, Columns);
            var second = keys.Slice(high * Columns, Columns);
            for (var i = 0; i < Columns; i += Vector<int>.Count)
            {
                Vector<int> a = new(first[i..]);
                Vector<int> b = new(second[i..]);
                Vector.Min(a, b).CopyTo(first[i..]);
                Vector.Max(a, b).CopyTo(second[i..]);
            }
        }
    }
}
