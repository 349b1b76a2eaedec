using Confluent.Kafka;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Interop;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// One partition that a consumer reads: it turns messages into blocks and knows how far it is. Touched by the consumer's thread only, but for
/// what says so.
/// </summary>
/// <param name="feed">Where blocks go.</param>
/// <param name="streams">The streams that get every record, or with a splitter those of batches without headers.</param>
/// <param name="splitter">Finds the stream of each record; null when <paramref name="streams"/> get them all.</param>
/// <param name="metrics">Counts records.</param>
internal sealed class PartitionReader(
    PartitionFeed feed, IReadOnlyList<StreamId> streams, StreamSplitter? splitter, KafkaStreamMetrics metrics)
{
    /// <summary>What one stream's part of a block takes in objects, about.</summary>
    private const int BytesPerStream = 256;

    private readonly RecordBatchBuilder _builder = new();
    private readonly TakeSize _takeSize = new();
    private long _position = Offset.Unset;
    private long _logStart;
    private long _share = long.MaxValue;
    private int _maxBatchBytes;
    private bool _isOutdated;

    public PartitionFeed Feed => feed;

    /// <summary>Whether there is anybody to read for.</summary>
    public bool HasStreams => splitter is not null || streams.Count > 0;

    public TopicPartition Partition => feed.Partition;

    /// <summary>The first offset that has not been published; <see cref="Offset.Unset"/> at first. Safe to read from any thread.</summary>
    public long Position
    {
        get => Interlocked.Read(ref _position);
        private set => Interlocked.Exchange(ref _position, value);
    }

    /// <summary>The first offset that the log held when it was last asked. Safe to use from any thread.</summary>
    public long LogStart
    {
        get => Interlocked.Read(ref _logStart);
        set => Interlocked.Exchange(ref _logStart, value);
    }

    /// <summary>The end offset as far as it is known.</summary>
    public long EndOffset { get; set; }

    /// <summary>The queue while the partition is assigned.</summary>
    public NativeQueue? Queue { get; private set; }

    public bool IsPaused { get; set; }

    /// <summary>Whether somebody finds out where to begin.</summary>
    public bool IsLocating { get; set; }

    /// <summary>When to look again for a place to begin, in the clock's ticks.</summary>
    public long RetryAt { get; set; }

    /// <summary>The offset that was last committed.</summary>
    public long Committed { get; set; } = Offset.Unset;

    /// <summary>Whether the agent holds so much that another block might be too much.</summary>
    public bool IsFull => feed.BufferedBytes + _builder.Memory >= MemoryShares.FullAt(_share);

    /// <summary>Whether a paused partition may be fetched again.</summary>
    public bool HasRoom => feed.BufferedBytes < _share / 2;

    /// <summary>Sets the partition's share of the memory, in bytes.</summary>
    public void Limit(long share, int maxBatchBytes)
    {
        _share = share;
        _maxBatchBytes = maxBatchBytes;
    }

    /// <summary>Where to begin: where the agent asks for, else where the reading ended, else at an initial place.</summary>
    /// <param name="initial">The initial place.</param>
    /// <param name="isAnotherLog">Whether the place is one of a log that is gone: its offsets mean nothing in the new one.</param>
    public long TakePlace(long initial, out bool isAnotherLog)
    {
        var rewind = feed.TakeRewind();
        (isAnotherLog, _isOutdated) = (_isOutdated, false);
        return rewind ?? (Position >= 0 ? Position : initial);
    }

    /// <summary>Forgets how far it was: the log is another one.</summary>
    public void Forget()
    {
        Committed = Offset.Unset;
        feed.ForgetProcessed();
    }

    /// <summary>Says that the log is gone, with all offsets in it.</summary>
    public void MarkOutdated() => _isOutdated = true;

    public void Begin(NativeQueue queue, long position)
    {
        _builder.Clear();
        Queue = queue;
        Position = position;
        IsPaused = false;
    }

    public void End()
    {
        _builder.Clear();
        Queue = null;
        IsPaused = false;
    }

    /// <summary>How many messages to take next.</summary>
    /// <param name="capacity">The most that can be taken.</param>
    public int NextTake(int capacity) => _takeSize.Next(_maxBatchBytes, capacity);

    /// <summary>Takes over a message, unless it was seen.</summary>
    public void Add(NativeMessage message, MessagePacker packer)
    {
        var next = _builder.Count > 0 ? _builder.NextOffset : Position;
        if (message.Offset < next)
        {
            return;
        }

        var headers = packer.PackHeaders(message);
        _takeSize.See(message.Bytes + headers.Length);
        if (!MessagePacker.Fits(_builder, message, headers, _maxBatchBytes))
        {
            Flush();
        }

        MessagePacker.Add(_builder, message, headers);
    }

    /// <summary>How far it is. Safe to call from any thread.</summary>
    public KafkaPartitionStatus GetStatus(DateTimeOffset now)
    {
        var processed = feed.Processed;
        var lag = Position < 0 ? 0 : Math.Max(EndOffset - Math.Max(processed, LogStart), 0);
        return new(
            Partition.Topic,
            Partition.Partition.Value,
            Math.Max(Position, -1),
            Math.Max(processed, -1),
            Math.Max(Committed, -1),
            EndOffset,
            lag,
            lag == 0 || feed.ProcessedTime == 0 ? TimeSpan.Zero : now - DateTimeOffset.FromUnixTimeMilliseconds(feed.ProcessedTime),
            feed.BufferedBytes,
            IsPaused,
            Queue is not null);
    }

    /// <summary>Publishes what was taken.</summary>
    public void Flush()
    {
        if (_builder.Count == 0)
        {
            return;
        }

        var (records, bytes, timestamp) = (_builder.Count, _builder.Length, _builder.LastTimestamp);
        var batch = _builder.Build(
            Partition.Topic, Partition.Partition.Value, Position, _builder.NextOffset, LogStart, EndOffset, rented: true);
        EndOffset = batch.EndOffset;
        Position = batch.NextOffset;
        feed.Publish(Block(batch, timestamp));
        metrics.Consumed(Partition.Topic, Partition.Partition.Value, records, bytes);
    }

    /// <summary>Learns the partition's end, and tells the streams if they have been brought everything.</summary>
    public void Beat(long end, bool hasHeartbeat)
    {
        EndOffset = Math.Max(EndOffset, end);
        if (hasHeartbeat && Queue is not null && Position == end && streams.Count > 0)
        {
            feed.Tell(new AtEnd(KafkaRecordBatch.AtEnd(Partition.Topic, Partition.Partition.Value, end, LogStart)));
        }
    }

    private FetchedBlock Block(KafkaRecordBatch batch, long timestamp)
    {
        var bytes = batch.Buffer.Bytes;
        if (splitter is not null && (streams.Count == 0 || batch.Buffer.HeaderEnds is not null))
        {
            var (batches, unassigned) = splitter.Split(batch);
            return new(batch.From, batch.NextOffset, batches, unassigned, timestamp, batches.Count == 0 ? 0 : bytes + (batches.Count * BytesPerStream));
        }

        batch.Buffer.AddHolders(streams.Count - 1);
        return new(batch.From, batch.NextOffset, [.. streams.Select(stream => new StreamBatch(stream, batch))], [], timestamp, bytes);
    }
}
