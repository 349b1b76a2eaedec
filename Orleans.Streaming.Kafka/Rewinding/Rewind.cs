using System.Collections.Concurrent;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Rewinding;

/// <summary>
/// One stream's way from an old place to the live records. The cursor takes what a reader brings; an empty batch only tells how far the log was
/// read without a record of the stream.
/// </summary>
internal sealed class Rewind(PartitionFeed feed, StreamId stream, RewindTarget target, long maxBytes) : IDisposable
{
    private readonly ConcurrentQueue<KafkaRecordBatch> _batches = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _hasRoom = new(initialState: true);
    private KafkaOffsetException? _fault;
    private long _bytes;
    private bool _hasReachedEnd;

    public PartitionFeed Feed => feed;

    public StreamId Stream => stream;

    public RewindTarget Target => target;

    /// <summary>Signalled when the cursor wants nothing more.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Whether the reader has been at the end of the log.</summary>
    public bool HasReachedEnd => Volatile.Read(ref _hasReachedEnd);

    /// <summary>What has to be reported before anything is delivered, once.</summary>
    public KafkaOffsetException? TakeFault() => Interlocked.Exchange(ref _fault, null);

    /// <summary>Takes a batch. Its memory is counted until it is released.</summary>
    public KafkaRecordBatch? Take() => _batches.TryDequeue(out var batch) ? batch : null;

    /// <summary>Gives the memory of a batch back.</summary>
    public void Release(KafkaRecordBatch batch)
    {
        var bytes = batch.Buffer.Bytes;
        batch.Buffer.Release();
        if (Interlocked.Add(ref _bytes, -bytes) < maxBytes)
        {
            _hasRoom.Set();
        }
    }

    /// <summary>Adds a batch and wakes the cursor. Called by the reader.</summary>
    public void Publish(KafkaRecordBatch batch)
    {
        var bytes = batch.Buffer.Bytes;
        if (Interlocked.Add(ref _bytes, bytes) >= maxBytes)
        {
            _hasRoom.Reset();
        }

        _batches.Enqueue(batch);
        feed.Tell(new Wake(stream));
    }

    /// <summary>Waits until the cursor has taken enough. Called by the reader.</summary>
    public void WaitForRoom() => _hasRoom.Wait(_stop.Token);

    /// <summary>Lets the cursor report a fault. Called by the reader.</summary>
    public void Report(KafkaOffsetException fault)
    {
        Volatile.Write(ref _fault, fault);
        feed.Tell(new Wake(stream));
    }

    /// <summary>Says that the reader has been at the end of the log.</summary>
    public void MarkEnd()
    {
        if (!HasReachedEnd)
        {
            Volatile.Write(ref _hasReachedEnd, true);
            feed.Tell(new Wake(stream));
        }
    }

    /// <summary>Ends the rewind; its reader ends too.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        while (Take() is { } batch)
        {
            Release(batch);
        }
    }
}
