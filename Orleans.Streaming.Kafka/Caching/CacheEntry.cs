using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Caching;

/// <summary>Records of one stream in a block.</summary>
internal sealed class CacheEntry(CacheBlock block, StreamLane? lane, KafkaRecordBatch batch)
{
    private bool _isDone;

    public CacheBlock Block => block;

    /// <summary>The stream's lane; null for a record that is put aside.</summary>
    public StreamLane? Lane => lane;

    /// <summary>The records.</summary>
    public KafkaRecordBatch Batch { get; private set; } = batch;

    /// <summary>The stream's next entry.</summary>
    public CacheEntry? Next { get; set; }

    /// <summary>Whether every record is processed. Safe to use from any thread.</summary>
    public bool IsDone
    {
        get => Volatile.Read(ref _isDone);
        set => Volatile.Write(ref _isDone, value);
    }

    /// <summary>Memory that is the entry's own, in bytes; 0 while it uses the block's.</summary>
    public int OwnBytes { get; private set; }

    /// <summary>Moves the records out of the block's memory, so that a slow stream holds no more than its own records.</summary>
    public void MoveOut()
    {
        var own = Batch.Copy();
        Batch.Buffer.Release();
        Batch = own;
        OwnBytes = own.Buffer.Bytes;
    }
}
