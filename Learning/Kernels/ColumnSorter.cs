using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FederatedOrleans.Learning.Kernels;

/// <summary>
/// Sorts the values that all updates have at a coordinate, 16 coordinates at a time. Values are compared as integers: as numbers are, with -0 below 0
/// and with NaN beyond infinity.
/// </summary>
internal sealed class ColumnSorter
{
    /// <summary>How many coordinates are sorted at a time.</summary>
    public const int Columns = 16;

    private const int Magnitude = 0x7fffffff;

    /// <summary>Bytes of the widest vector: keys begin at a multiple of it, so that no access touches two cache lines.</summary>
    private const int Alignment = 64;

    /// <summary>Of an update so many blocks are read at a stretch: a kilobyte, which the processor sees coming.</summary>
    private const int MostBlocks = 16;

    /// <summary>Bytes of keys that the second-level cache surely holds.</summary>
    private const int MostBytes = 1 << 18;

    private readonly ReadOnlyMemory<float>[] _rows;
    private readonly SortingNetwork _network;
    private readonly SortingStep[] _steps;
    private readonly int _blocks;
    private readonly Memory<int> _all;
    private Memory<int> _keys;

    private ColumnSorter(ReadOnlyMemory<float>[] rows, SortingNetwork network)
    {
        _rows = rows;
        _network = network;
        _steps = [.. network.Steps];
        _blocks = Math.Clamp(MostBytes / (network.Rows * Columns * sizeof(int)), 1, MostBlocks);
        _all = Allocate(_blocks * network.Rows * Columns);
        _all.Span.Fill(int.MaxValue);
    }

    /// <summary>Receives sorted coordinates.</summary>
    /// <param name="sorter">The sorter, to be read.</param>
    /// <param name="start">The first coordinate.</param>
    /// <param name="count">How many there are, at most <see cref="Columns"/>.</param>
    public delegate void Receiver(ColumnSorter sorter, int start, int count);

    /// <summary>Sorts every coordinate.</summary>
    /// <param name="rows">The updates, all of one length.</param>
    /// <param name="network">The network for as many places as there are updates.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="receive">Called on any thread, once for every 16 coordinates.</param>
    public static void Run(ReadOnlyMemory<float>[] rows, SortingNetwork network, Workers workers, Receiver receive)
    {
        var length = rows[0].Length;
        workers.Run((long)length * rows.Length, (worker, count) =>
        {
            // Neighbouring blocks belong to one thread, so that it reads on where it was.
            ColumnSorter sorter = new(rows, network);
            var blocks = (length + Columns - 1) / Columns;
            var end = (int)Math.Min(length, (long)blocks * (worker + 1) / count * Columns);
            for (var start = (int)((long)blocks * worker / count * Columns); start < end;)
            {
                start += sorter.Sort(start, end, receive);
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

    /// <summary>Sorts some blocks.</summary>
    /// <returns>How many coordinates they have.</returns>
    private int Sort(int start, int end, Receiver receive)
    {
        var count = Math.Min(end - start, _blocks * Columns);
        var size = _network.Rows * Columns;
        Read(start, count, size);
        for (var done = 0; done < count; done += Columns)
        {
            _keys = _all.Slice(done / Columns * size, size);
            if (Vector512.IsHardwareAccelerated)
            {
                RegisterSorts.Run(_steps, _keys.Span);
            }
            else
            {
                Exchange(_steps, _keys.Span);
            }

            if (_network.IsSelection)
            {
                Select(_keys.Span);
            }

            receive(this, start + done, Math.Min(Columns, count - done));
        }

        return count;
    }

    /// <summary>Makes keys of values, block by block; coordinates past the last hold anything.</summary>
    private void Read(int start, int count, int size)
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            var bits = MemoryMarshal.Cast<float, int>(_rows[row].Span.Slice(start, count));
            var keys = _all.Span[(row * Columns)..];
            for (; bits.Length >= Columns; bits = bits[Columns..])
            {
                for (var i = 0; i < Columns; i += Vector<int>.Count)
                {
                    Swap(new Vector<int>(bits[i..])).CopyTo(keys[i..]);
                }

                keys = keys[Math.Min(size, keys.Length)..];
            }

            for (var i = 0; i < bits.Length; i++)
            {
                keys[i] = Swap(bits[i]);
            }
        }
    }

    /// <summary>
    /// Puts the wanted ranks of two sorted halves into their places: the n least of all are the i least of one half and the n - i least of the other, for
    /// the i with which the greater of their greatest is least.
    /// </summary>
    private void Select(Span<int> keys)
    {
        Span<int> selected = stackalloc int[_network.Ranks * Columns];
        for (var rank = 0; rank < _network.Ranks; rank++)
        {
            for (var column = 0; column < Columns; column += Vector<int>.Count)
            {
                Select(keys, _network.FirstRank + rank + 1, column).CopyTo(selected[((rank * Columns) + column)..]);
            }
        }

        selected.CopyTo(keys[(_network.FirstRank * Columns)..]);
    }

    private Vector<int> Select(ReadOnlySpan<int> keys, int count, int column)
    {
        var lows = _network.Rows / 2;
        var highs = _network.Places - lows;
        ref var low = ref MemoryMarshal.GetReference(keys[column..]);
        ref var high = ref MemoryMarshal.GetReference(keys[((lows * Columns) + column)..]);
        var least = count <= highs ? At(ref high, count) : new(int.MaxValue);
        if (count <= lows)
        {
            least = Vector.Min(least, At(ref low, count));
        }

        for (var i = Math.Max(1, count - highs); i <= Math.Min(lows, count - 1); i++)
        {
            least = Vector.Min(least, Vector.Max(At(ref low, i), At(ref high, count - i)));
        }

        return least;
    }

    /// <summary>The greatest of the least so many of a sorted half.</summary>
    private static Vector<int> At(ref int half, int count) => Vector.LoadUnsafe(ref half, (nuint)((count - 1) * Columns));

    private static void Exchange(ReadOnlySpan<SortingStep> steps, Span<int> keys)
    {
        foreach (var step in steps)
        {
            foreach (var (low, high) in step.Exchanges)
            {
                var first = keys.Slice((step.First + (low * step.Stride)) * Columns, Columns);
                var second = keys.Slice((step.First + (high * step.Stride)) * Columns, Columns);
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
}
