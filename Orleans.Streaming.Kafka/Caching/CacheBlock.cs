namespace Orleans.Streaming.Kafka.Caching;

/// <summary>Records that came together. Its memory is given back when the last entry is done or has moved into memory of its own.</summary>
internal sealed class CacheBlock(long from, long lastTimestamp, int bytes)
{
    private int _pending;

    /// <summary>The first offset that it covers.</summary>
    public long From => from;

    /// <summary>Kafka timestamp of the last record, Unix milliseconds.</summary>
    public long LastTimestamp => lastTimestamp;

    /// <summary>The memory that the entries share, in bytes.</summary>
    public int Bytes => bytes;

    /// <summary>The entries, one per stream and one per record that is put aside.</summary>
    public List<CacheEntry> Entries { get; } = [];

    /// <summary>How many entries are not done.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>How many entries use the shared memory.</summary>
    public int Sharing { get; set; }

    /// <summary>Counts the entries of streams, once they are all there.</summary>
    public void Begin() => _pending = Sharing = Entries.Count;

    /// <summary>Counts an entry as done.</summary>
    public void CountDone() => Interlocked.Decrement(ref _pending);

    /// <summary>Counts an entry that somebody else ends, on any thread.</summary>
    public Action Track(CacheEntry entry)
    {
        Interlocked.Increment(ref _pending);
        return () =>
        {
            entry.IsDone = true;
            CountDone();
        };
    }

    /// <summary>Lets every entry that is not done have memory of its own; the others are forgotten.</summary>
    /// <returns>The bytes of that memory.</returns>
    public int MoveOut()
    {
        Entries.RemoveAll(entry => entry is { IsDone: true, Lane: not null });
        var own = 0;
        foreach (var entry in Entries.Where(entry => entry is { Lane: not null, OwnBytes: 0 }))
        {
            entry.MoveOut();
            own += entry.OwnBytes;
        }

        Sharing = 0;
        return own;
    }
}
