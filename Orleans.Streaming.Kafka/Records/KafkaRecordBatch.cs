namespace Orleans.Streaming.Kafka.Records;

/// <summary>
/// Consecutive records of one stream, packed into one buffer. Subscribe with this type to read records in place and without an allocation per
/// record. The batch covers every offset from <see cref="From"/> up to <see cref="NextOffset"/>: what is not in it is not in the stream.
/// </summary>
/// <remarks>
/// A batch that was delivered is valid until the consumer's <c>OnNextAsync</c> completes; <see cref="Copy"/> makes one that may be kept. An empty
/// batch says that the partition was read to its end, <see cref="EndOffset"/>; it comes only when heartbeats are configured.
/// </remarks>
[Immutable]
public sealed class KafkaRecordBatch
{
    private readonly RecordBuffer _buffer;
    private readonly int _first;
    private readonly int _end;

    /// <summary>A batch of the records from <paramref name="first"/> up to <paramref name="end"/> in the buffer's order.</summary>
    internal KafkaRecordBatch(string topic, int partition, long from, long nextOffset, long logStart, long endOffset, RecordBuffer buffer, int first, int end)
    {
        Topic = topic;
        Partition = partition;
        From = from;
        NextOffset = nextOffset;
        LogStart = logStart;
        EndOffset = endOffset;
        _buffer = buffer;
        _first = first;
        _end = end;
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The partition.</summary>
    public int Partition { get; }

    /// <summary>The first offset that the batch covers.</summary>
    public long From { get; }

    /// <summary>The first offset behind the batch.</summary>
    public long NextOffset { get; }

    /// <summary>The first offset that the log held when the batch was fetched; what lies before it was removed by retention.</summary>
    public long LogStart { get; }

    /// <summary>The partition's end offset when the batch was fetched; at least <see cref="NextOffset"/>.</summary>
    public long EndOffset { get; }

    /// <summary>Number of records.</summary>
    public int Count => _end - _first;

    /// <summary>The memory that the batch looks at.</summary>
    internal RecordBuffer Buffer => _buffer;

    /// <summary>A record, read in place.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public KafkaRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var i = Place(index);
            var ends = _buffer.Ends;
            var headerEnds = _buffer.HeaderEnds;
            var start = i == 0 ? 0 : headerEnds is null ? End(ends[(2 * i) - 1]) : headerEnds[i - 1];
            var keyEnd = End(ends[2 * i]);
            var valueEnd = ends[(2 * i) + 1];
            var data = _buffer.Data.AsSpan();
            return new(
                _buffer.Offsets[i],
                _buffer.Timestamps[i],
                data[start..keyEnd],
                ends[2 * i] < 0,
                data[keyEnd..End(valueEnd)],
                valueEnd < 0,
                headerEnds is null ? default : new(data[End(valueEnd)..headerEnds[i]]));
        }
    }

    /// <summary>The producer's request context, which the records share; empty without one.</summary>
    internal ReadOnlySpan<byte> Context => Count == 0 ? default : KafkaHeaderNames.ContextIn(this[0].Headers);

    /// <summary>The offset of a record.</summary>
    internal long OffsetAt(int index) => _buffer.Offsets[Place(index)];

    /// <summary>A batch with the same records in memory of its own, which may be kept for as long as it is needed.</summary>
    public KafkaRecordBatch Copy()
    {
        var builder = new RecordBatchBuilder();
        builder.Add(this);
        return builder.Build(Topic, Partition, From, NextOffset, LogStart, EndOffset, rented: false);
    }

    /// <summary>The part of the batch from an offset on.</summary>
    /// <param name="offset">An offset below <see cref="NextOffset"/>, or equal to it for an empty rest.</param>
    /// <returns>The batch itself when nothing is cut off, otherwise a view over the same buffer.</returns>
    public KafkaRecordBatch Slice(long offset)
    {
        if (offset <= From)
        {
            return this;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, NextOffset);
        return new(Topic, Partition, offset, NextOffset, LogStart, EndOffset, _buffer, _first + CountBefore(offset), _end);
    }

    /// <summary>The first records of the batch; the batch itself when it has no more than that.</summary>
    internal KafkaRecordBatch Take(int count) =>
        count >= Count ? this : new(Topic, Partition, From, OffsetAt(count - 1) + 1, LogStart, EndOffset, _buffer, _first, _first + count);

    /// <summary>One record in memory of its own.</summary>
    internal KafkaRecordBatch Only(int index)
    {
        var offset = OffsetAt(index);
        var one = new KafkaRecordBatch(Topic, Partition, offset, offset + 1, LogStart, EndOffset, _buffer, _first + index, _first + index + 1);
        return one.Copy();
    }

    /// <summary>The records at some places of the buffer's order. They cover the batch's offsets up to the last one of them.</summary>
    internal KafkaRecordBatch Part(int first, int end) =>
        new(Topic, Partition, From, _buffer.Offsets[_buffer.Order![end - 1]] + 1, LogStart, EndOffset, _buffer, first, end);

    /// <summary>An empty batch: the partition was read to its end.</summary>
    internal static KafkaRecordBatch AtEnd(string topic, int partition, long endOffset, long logStart) =>
        Nothing(topic, partition, endOffset, endOffset, logStart, endOffset);

    /// <summary>A batch that covers offsets without a record.</summary>
    internal static KafkaRecordBatch Nothing(string topic, int partition, long from, long nextOffset, long logStart, long endOffset) =>
        new(topic, partition, from, nextOffset, logStart, endOffset, new RecordBuffer([], [], [], [], null), 0, 0);

    /// <summary>Whether a batch that follows may be joined to this one: both are small, and their producers' request contexts are the same.</summary>
    internal bool CanMergeWith(KafkaRecordBatch next, int maxRecords) =>
        Count > 0 && next.Count > 0 && Count + next.Count <= maxRecords && Context.SequenceEqual(next.Context);

    /// <summary>Whether the batch has a record at an offset.</summary>
    internal bool Contains(long offset) => CountBefore(offset) is var index && index < Count && OffsetAt(index) == offset;

    /// <summary>How many records lie before an offset; that is the index of the first one at or behind it.</summary>
    internal int CountBefore(long offset)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (OffsetAt(middle) < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int Place(int index) => _buffer.Order is { } order ? order[index + _first] : index + _first;

    private static int End(int end) => end < 0 ? ~end : end;
}
