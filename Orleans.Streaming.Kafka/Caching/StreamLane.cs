namespace Orleans.Streaming.Kafka.Caching;

/// <summary>One stream's records in the cache, in order, and the cursors that walk over them.</summary>
internal sealed class StreamLane(StreamId stream, long low)
{
    public StreamId Stream => stream;

    /// <summary>The cursors.</summary>
    public List<KafkaQueueCacheCursor> Cursors { get; } = [];

    /// <summary>The first entry that is not done.</summary>
    public CacheEntry? Head { get; private set; }

    /// <summary>The last entry.</summary>
    public CacheEntry? Tail { get; private set; }

    /// <summary>Records of the stream from this offset on are here, as far as they were fetched.</summary>
    public long Low { get; private set; } = low;

    /// <summary>Entries from this offset on were needed by cursors that have left; the highest number when none has.</summary>
    public long LeftAt { get; private set; } = long.MaxValue;

    /// <summary>No commit goes beyond this offset, for the sake of cursors that have left.</summary>
    public long CommitsLeft { get; private set; } = long.MaxValue;

    /// <summary>Whether somebody reads it, or is about to.</summary>
    public bool IsInUse => Cursors.Count > 0 || Head is not null;

    /// <summary>Notes what a cursor that leaves has not processed. It may be replaced, or the partition is handed over.</summary>
    public void Leave(KafkaQueueCacheCursor cursor)
    {
        LeftAt = Math.Min(LeftAt, cursor.Holds);
        CommitsLeft = Math.Min(CommitsLeft, cursor.Commits);
    }

    /// <summary>Those that left are replaced, or want nothing more.</summary>
    public void ForgetLeft() => LeftAt = CommitsLeft = long.MaxValue;

    public void Append(CacheEntry entry)
    {
        if (Tail is null)
        {
            Head = entry;
        }
        else
        {
            Tail.Next = entry;
        }

        Tail = entry;
    }

    /// <summary>The first entry that reaches beyond an offset.</summary>
    public CacheEntry? Find(long offset)
    {
        var entry = Head;
        while (entry is not null && entry.Batch.NextOffset <= offset)
        {
            entry = entry.Next;
        }

        return entry;
    }

    /// <summary>Takes the first entry off if every cursor has passed it.</summary>
    public CacheEntry? TakeDone(long processed)
    {
        if (Head is not { } entry || entry.Batch.NextOffset > processed)
        {
            return null;
        }

        Head = entry.Next;
        if (Head is null)
        {
            Tail = null;
        }

        Low = entry.Batch.NextOffset;
        return entry;
    }

    /// <summary>Forgets all entries: the stream is read again from a place.</summary>
    public void Reset(long place)
    {
        Head = Tail = null;
        Low = place;
    }

    /// <summary>Every cursor has passed the records before this offset; with none, all are passed.</summary>
    public long Processed()
    {
        var processed = long.MaxValue;
        foreach (var cursor in Cursors)
        {
            processed = Math.Min(processed, cursor.Holds);
        }

        return processed;
    }
}
