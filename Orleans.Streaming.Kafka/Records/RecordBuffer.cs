using System.Buffers;
using System.Diagnostics;

namespace Orleans.Streaming.Kafka.Records;

/// <summary>
/// The memory behind one or more batches: keys, values and headers packed into one array, beside an index. Rented arrays go back to the pool
/// when the last holder releases the buffer, unless a delivery failed: its consumer may still read, so the arrays are left to the garbage
/// collector.
/// </summary>
internal sealed class RecordBuffer
{
    private readonly bool _rented;
    private int _holders = 1;
    private bool _mayBeRead;
    private byte[]? _data;
    private long[]? _offsets;
    private long[]? _timestamps;
    private int[]? _ends;

    /// <summary>A buffer over arrays of its own.</summary>
    public RecordBuffer(byte[] data, long[] offsets, long[] timestamps, int[] ends, int[]? headerEnds)
        : this(data, offsets, timestamps, ends, headerEnds, rented: false)
    {
    }

    private RecordBuffer(byte[] data, long[] offsets, long[] timestamps, int[] ends, int[]? headerEnds, bool rented)
    {
        _data = data;
        _offsets = offsets;
        _timestamps = timestamps;
        _ends = ends;
        HeaderEnds = headerEnds;
        _rented = rented;
    }

    /// <summary>When the records were packed, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long PackedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>Keys, values and headers, record after record.</summary>
    /// <exception cref="ObjectDisposedException">The records were given back, as for the rest of the index.</exception>
    public byte[] Data => _data ?? throw Disposed();

    public long[] Offsets => _offsets ?? throw Disposed();

    public long[] Timestamps => _timestamps ?? throw Disposed();

    /// <summary>End of the key and end of the value of each record; the complement where key or value is absent.</summary>
    public int[] Ends => _ends ?? throw Disposed();

    /// <summary>End of the headers of each record, or null when none has any.</summary>
    public int[]? HeaderEnds { get; private set; }

    /// <summary>Which records belong to which batch, when the batches of a buffer take records by turns; null otherwise.</summary>
    public int[]? Order { get; private set; }

    /// <summary>Memory of the arrays, in bytes.</summary>
    public int Bytes => Data.Length + (Offsets.Length * sizeof(long)) + (Timestamps.Length * sizeof(long)) + (Ends.Length * sizeof(int))
        + ((HeaderEnds?.Length ?? 0) * sizeof(int)) + ((Order?.Length ?? 0) * sizeof(int)) + 128;

    /// <summary>A buffer over arrays of <see cref="ArrayPool{T}"/>.</summary>
    public static RecordBuffer OfRented(byte[] data, long[] offsets, long[] timestamps, int[] ends, int[]? headerEnds) =>
        new(data, offsets, timestamps, ends, headerEnds, rented: true);

    /// <summary>Gives the buffer an order of its records; the array belongs to it from then on.</summary>
    public void SetOrder(int[] order) => Order = order;

    /// <summary>Adds holders to those that it has.</summary>
    /// <exception cref="ObjectDisposedException">It has none: the records were given back.</exception>
    public void AddHolders(int count)
    {
        if (Interlocked.Add(ref _holders, count) <= count)
        {
            throw Disposed();
        }
    }

    /// <summary>Says that a consumer whose call failed may still read the records.</summary>
    public void MarkMayBeRead() => Volatile.Write(ref _mayBeRead, true);

    /// <summary>Lets one holder go.</summary>
    /// <exception cref="InvalidOperationException">All holders have let go before.</exception>
    public void Release()
    {
        var holders = Interlocked.Decrement(ref _holders);
        if (holders < 0)
        {
            throw new InvalidOperationException("The records were given back more often than they were held.");
        }

        if (holders == 0 && _rented && !Volatile.Read(ref _mayBeRead))
        {
            GiveBack();
        }
    }

    private static ObjectDisposedException Disposed() => new(
        nameof(KafkaRecordBatch), "A batch is valid until the consumer's OnNextAsync completes; Copy() makes one that may be kept.");

    /// <summary>Forgets the arrays before the pool has them: whoever comes too late must fail rather than read what others write.</summary>
    private void GiveBack()
    {
        var (data, offsets, timestamps, ends, headerEnds, order) = (Data, Offsets, Timestamps, Ends, HeaderEnds, Order);
        (_data, _offsets, _timestamps, _ends, HeaderEnds, Order) = (null, null, null, null, null, null);
        ArrayPool<byte>.Shared.Return(data);
        ArrayPool<long>.Shared.Return(offsets);
        ArrayPool<long>.Shared.Return(timestamps);
        ArrayPool<int>.Shared.Return(ends);
        if (headerEnds is not null)
        {
            ArrayPool<int>.Shared.Return(headerEnds);
        }

        if (order is not null)
        {
            ArrayPool<int>.Shared.Return(order);
        }
    }
}
