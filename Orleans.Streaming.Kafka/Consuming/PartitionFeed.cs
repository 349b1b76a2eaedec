using System.Threading.Channels;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// What one partition's records pass through between the thread that fetches them and the agent that delivers them. The agent takes items, asks
/// for a rewind, gives back memory and says what is processed; the fetching thread does the rest.
/// </summary>
internal sealed class PartitionFeed(TopicPartition partition)
{
    private readonly Lock _lock = new();
    private readonly Channel<FeedItem> _items = Channel.CreateUnbounded<FeedItem>();
    private Action _wakeReader = static () => { };
    private long _bufferedBytes;
    private long _processed = Offset.Unset;
    private long _processedTime;
    private bool _isReaderWaiting;
    private long? _rewindTo;

    public TopicPartition Partition => partition;

    /// <summary>Bytes of records that are fetched and not given back.</summary>
    public long BufferedBytes => Interlocked.Read(ref _bufferedBytes);

    /// <summary>Every record below this offset is processed; <see cref="Offset.Unset"/> at first.</summary>
    public long Processed => Interlocked.Read(ref _processed);

    /// <summary>Kafka timestamp of the newest record that is processed, Unix milliseconds; 0 at first.</summary>
    public long ProcessedTime => Interlocked.Read(ref _processedTime);

    /// <summary>Names what is called when the fetching thread has something to look at.</summary>
    public void Attach(Action wakeReader) => _wakeReader = wakeReader;

    /// <summary>Hands records to the agent, unless a rewind has been asked for meanwhile.</summary>
    public void Publish(FetchedBlock block)
    {
        lock (_lock)
        {
            if (_rewindTo is null)
            {
                Interlocked.Add(ref _bufferedBytes, block.Bytes);
                _items.Writer.TryWrite(block);
                return;
            }
        }

        Drop(block);
    }

    /// <summary>Tells the agent something, unless a rewind has been asked for meanwhile.</summary>
    public void Tell(FeedItem item)
    {
        lock (_lock)
        {
            if (_rewindTo is null || item is Wake)
            {
                _items.Writer.TryWrite(item);
            }
        }
    }

    /// <summary>Waits until there is an item; false when the feed has ended.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _items.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes an item. Records stay in <see cref="BufferedBytes"/> until they are released.</summary>
    public FeedItem? Take() => _items.Reader.TryRead(out var item) ? item : null;

    /// <summary>Counts memory that the agent takes on its own.</summary>
    public void Hold(int bytes) => Interlocked.Add(ref _bufferedBytes, bytes);

    /// <summary>Gives memory back.</summary>
    public void Release(int bytes)
    {
        if (bytes > 0)
        {
            Interlocked.Add(ref _bufferedBytes, -bytes);
            if (Volatile.Read(ref _isReaderWaiting))
            {
                _wakeReader();
            }
        }
    }

    /// <summary>Says whether the fetching thread waits for memory.</summary>
    public void SetWaiting(bool isWaiting) => Volatile.Write(ref _isReaderWaiting, isWaiting);

    /// <summary>Says that every record below an offset is processed. It never goes back.</summary>
    public void MarkProcessed(long offset)
    {
        var before = Processed;
        while (offset > before)
        {
            var seen = Interlocked.CompareExchange(ref _processed, offset, before);
            if (seen == before)
            {
                return;
            }

            before = seen;
        }
    }

    /// <summary>Says how old what is processed is.</summary>
    public void MarkProcessedTime(long timestamp) => Interlocked.Exchange(ref _processedTime, timestamp);

    /// <summary>Forgets what was processed: the offsets belong to a log that is gone.</summary>
    public void ForgetProcessed() => Interlocked.Exchange(ref _processed, Offset.Unset);

    /// <summary>Asks to read again from an offset and drops what waits.</summary>
    public void Rewind(long offset)
    {
        lock (_lock)
        {
            _rewindTo = Math.Min(_rewindTo ?? long.MaxValue, offset);
            DropWaiting();
        }

        _wakeReader();
    }

    /// <summary>The offset that a rewind asked for, or null. What the fetching thread publishes from now on follows it.</summary>
    public long? TakeRewind()
    {
        lock (_lock)
        {
            var offset = _rewindTo;
            _rewindTo = null;
            return offset;
        }
    }

    /// <summary>Whether a rewind is asked for and not begun.</summary>
    public bool WantsRewind
    {
        get
        {
            lock (_lock)
            {
                return _rewindTo is not null;
            }
        }
    }

    /// <summary>Ends the feed: a waiting agent wakes up and finds nothing.</summary>
    public void Complete() => _items.Writer.TryComplete();

    private void DropWaiting()
    {
        List<Wake> wakes = [];
        while (Take() is { } item)
        {
            if (item is FetchedBlock block)
            {
                Interlocked.Add(ref _bufferedBytes, -block.Bytes);
                Drop(block);
            }
            else if (item is Wake wake)
            {
                wakes.Add(wake);
            }
        }

        wakes.ForEach(wake => _items.Writer.TryWrite(wake));
    }

    private static void Drop(FetchedBlock block)
    {
        foreach (var (_, batch) in block.Batches)
        {
            batch.Buffer.Release();
        }
    }
}
