using System.Buffers;

namespace Orleans.Streaming.Kafka.Records;

/// <summary>Packs consecutive records of one partition. One builder serves a partition for its whole life and rents what a batch needs.</summary>
internal sealed class RecordBatchBuilder
{
    /// <summary>What the index takes per record.</summary>
    private const int IndexBytes = (2 * sizeof(long)) + (2 * sizeof(int));

    private const int MinRecords = 16;
    private const int MinBytes = 1024;
    private byte[] _data = [];
    private long[] _offsets = [];
    private long[] _timestamps = [];
    private int[] _ends = [];
    private int[]? _headerEnds;
    private int _length;

    /// <summary>Number of records so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of keys, values and headers so far.</summary>
    public int Length => _length;

    /// <summary>Bytes of records and of their index so far.</summary>
    public int Memory => _length + (Count * IndexBytes);

    /// <summary>The offset behind the last record.</summary>
    public long NextOffset => _offsets[Count - 1] + 1;

    /// <summary>The Kafka timestamp of the last record, Unix milliseconds.</summary>
    public long LastTimestamp => _timestamps[Count - 1];

    /// <summary>The headers of the last record in packed form.</summary>
    public ReadOnlySpan<byte> LastHeaders
    {
        get
        {
            if (_headerEnds is null)
            {
                return default;
            }

            var valueEnd = _ends[(2 * Count) - 1];
            return _data.AsSpan((valueEnd < 0 ? ~valueEnd : valueEnd)..(_headerEnds[Count - 1]));
        }
    }

    /// <summary>Adds a record.</summary>
    /// <param name="offset">Its offset, above that of the one before.</param>
    /// <param name="timestamp">Its Kafka timestamp, Unix milliseconds.</param>
    /// <param name="key">The key.</param>
    /// <param name="keyIsAbsent">Whether it has none.</param>
    /// <param name="value">The value.</param>
    /// <param name="valueIsAbsent">Whether it has none.</param>
    /// <param name="headers">The headers in the packed form of <see cref="KafkaHeaders"/>.</param>
    public void Add(
        long offset, long timestamp, ReadOnlySpan<byte> key, bool keyIsAbsent, ReadOnlySpan<byte> value, bool valueIsAbsent, ReadOnlySpan<byte> headers = default)
    {
        Reserve(key.Length + value.Length + headers.Length);
        var target = _data.AsSpan(_length);
        key.CopyTo(target);
        value.CopyTo(target[key.Length..]);
        var keyEnd = _length + key.Length;
        var valueEnd = keyEnd + value.Length;
        _ends[2 * Count] = keyIsAbsent ? ~keyEnd : keyEnd;
        _ends[(2 * Count) + 1] = valueIsAbsent ? ~valueEnd : valueEnd;
        _offsets[Count] = offset;
        _timestamps[Count] = timestamp;
        _length = valueEnd;
        if (!headers.IsEmpty || _headerEnds is not null)
        {
            AddHeaders(headers);
        }

        Count++;
    }

    /// <summary>Adds the records of a batch.</summary>
    public void Add(KafkaRecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var record = batch[i];
            Add(record.Offset, record.Timestamp, record.Key, record.IsKeyAbsent, record.Value, record.IsTombstone, record.Headers.Packed);
        }
    }

    /// <summary>Ends the batch and makes the builder ready for the next one.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first offset that the batch covers.</param>
    /// <param name="nextOffset">The first offset behind it.</param>
    /// <param name="logStart">The first offset of the log.</param>
    /// <param name="endOffset">The end offset of the log as far as it is known.</param>
    /// <param name="rented">Whether the batch keeps the rented arrays; otherwise it gets arrays that fit exactly.</param>
    public KafkaRecordBatch Build(string topic, int partition, long from, long nextOffset, long logStart, long endOffset, bool rented)
    {
        var count = Count;
        RecordBuffer buffer;
        if (rented)
        {
            buffer = RecordBuffer.OfRented(_data, _offsets, _timestamps, _ends, _headerEnds);
            Forget();
        }
        else
        {
            buffer = new(
                _data[.._length], _offsets[..count], _timestamps[..count], _ends[..(2 * count)], _headerEnds?[..count]);
            Clear();
        }

        return new(topic, partition, from, nextOffset, logStart, Math.Max(endOffset, nextOffset), buffer, 0, count);
    }

    /// <summary>Drops what was added.</summary>
    public void Clear()
    {
        if (_data.Length > 0)
        {
            RecordBuffer.OfRented(_data, _offsets, _timestamps, _ends, _headerEnds).Release();
        }

        Forget();
    }

    private void Forget()
    {
        (_data, _offsets, _timestamps, _ends, _headerEnds) = ([], [], [], [], null);
        Count = 0;
        _length = 0;
    }

    private void AddHeaders(ReadOnlySpan<byte> headers)
    {
        if (_headerEnds is null)
        {
            // The records before have none: their headers end where their values end.
            _headerEnds = ArrayPool<int>.Shared.Rent(_offsets.Length);
            for (var i = 0; i < Count; i++)
            {
                var end = _ends[(2 * i) + 1];
                _headerEnds[i] = end < 0 ? ~end : end;
            }
        }

        headers.CopyTo(_data.AsSpan(_length));
        _length += headers.Length;
        _headerEnds[Count] = _length;
    }

    private void Reserve(int bytes)
    {
        if (Count == _offsets.Length)
        {
            Grow(ref _offsets, Math.Max(MinRecords, 2 * Count), Count);
            Grow(ref _timestamps, _offsets.Length, Count);
            Grow(ref _ends, 2 * _offsets.Length, 2 * Count);
        }

        if (_headerEnds is not null && Count == _headerEnds.Length)
        {
            Grow(ref _headerEnds, _offsets.Length, Count);
        }

        if (_length + bytes > _data.Length)
        {
            Grow(ref _data, Math.Max(_length + bytes, Math.Max(MinBytes, 2 * _length)), _length);
        }
    }

    private static void Grow<T>(ref T[] array, int length, int used)
    {
        var larger = ArrayPool<T>.Shared.Rent(length);
        Array.Copy(array, larger, used);
        if (array.Length > 0)
        {
            ArrayPool<T>.Shared.Return(array);
        }

        array = larger;
    }
}
