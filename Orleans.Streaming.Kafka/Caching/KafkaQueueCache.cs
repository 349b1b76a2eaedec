using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Delivery;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streaming.Kafka.Rejection;
using Orleans.Streaming.Kafka.Rewinding;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Caching;

/// <summary>
/// The records of one partition that some stream has not processed, with a lane for each stream. A place before them is read again from the log:
/// for all streams at once when nobody else is on the way, and by a reader of its own otherwise, so a cursor never jumps and never disturbs
/// another. Used by one agent, that is by one thread at a time.
/// </summary>
internal sealed class KafkaQueueCache(PartitionFeed feed, IRewindSource rewinds, RejectedRecords rejected, DeliveryPolicy policy) : IQueueCache
{
    private const long Nothing = -1;

    private const int MaxGaps = 32;

    private readonly CacheBlocks _blocks = new(feed);
    private readonly Dictionary<StreamId, StreamLane> _lanes = [];
    private readonly HashSet<StreamLane> _untidy = [];
    private readonly List<KafkaQueueCacheCursor> _rewinding = [];
    private KafkaQueueCacheCursor? _reported;
    private readonly List<KafkaOffsetException> _gaps = [];
    private long _start = Nothing;
    private long _forgotten = Nothing;

    /// <summary>The first offset behind everything that was added.</summary>
    public long Tail { get; private set; } = Nothing;

    /// <summary>The last empty batch, if nothing came after it.</summary>
    public KafkaRecordBatch? AtEnd { get; private set; }

    /// <summary>Every record below this offset is processed.</summary>
    public long Committed => feed.Processed;

    /// <summary>What to do about failures.</summary>
    public DeliveryPolicy Policy => policy;

    /// <summary>Tells empty batches at the same offset apart; 1 stands for records.</summary>
    public int Beat { get; private set; } = 1;

    public int GetMaxAddCount() => int.MaxValue;

    /// <summary>Memory is bounded where records are fetched.</summary>
    public bool IsUnderPressure() => false;

    /// <summary>Records were added when they were taken from the feed, see <see cref="Add(FetchedBlock)"/>.</summary>
    public void AddToCache(IList<IBatchContainer> messages)
    {
    }

    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        Tidy();
        _blocks.MoveOut();
        _blocks.DropDone();
        Commit(_blocks.First?.Value.From ?? Tail);
        purgedItems = [];
        return false;
    }

    [Obsolete("Orleans calls TryGetCacheCursor.")]
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => Open(streamId, token);

    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursor(StreamId streamId, StreamSequenceToken? token) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(Open(streamId, token));

    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursorAtPosition(StreamId streamId, StreamSubscriptionStartPosition startPosition)
    {
        if (Continue(streamId) is { } continued)
        {
            return QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(continued);
        }

        var lane = Lane(streamId);
        var place = startPosition == StreamSubscriptionStartPosition.EarliestAvailable ? lane.Head?.Batch.From : null;
        return QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(OpenAt(lane, place ?? Math.Max(Tail, 0), token: null));
    }

    /// <summary>Adds what was fetched and says which streams it concerns.</summary>
    public IEnumerable<IBatchContainer> Add(FetchedBlock fetched)
    {
        if (_start == Nothing)
        {
            _start = fetched.From;
        }

        Tail = fetched.NextOffset;
        AtEnd = null;
        Beat = 1;
        var block = new CacheBlock(fetched.From, fetched.LastTimestamp, fetched.Bytes);
        foreach (var (stream, batch) in fetched.Batches)
        {
            var lane = Lane(stream);
            var entry = new CacheEntry(block, lane, batch);
            block.Entries.Add(entry);
            lane.Append(entry);
            if (lane.Processed() >= batch.NextOffset)
            {
                // Nobody waits for it: there is no cursor, or a rewind has been here before.
                _untidy.Add(lane);
            }
        }

        block.Begin();
        foreach (var record in fetched.Rejected)
        {
            PutAside(block, record);
        }

        _blocks.Add(block);
        return fetched.Batches.Select(batch => KafkaBatchContainer.Notice(batch.Stream, batch.Batch, policy.Reader));
    }

    /// <summary>Notes that the partition was read to its end and says which streams hear of it.</summary>
    public IEnumerable<IBatchContainer> Add(AtEnd end, IReadOnlyList<StreamId> streams)
    {
        if (_start == Nothing)
        {
            _start = end.Batch.From;
        }

        Tail = end.Batch.NextOffset;
        AtEnd = end.Batch;
        Beat++;
        return streams.Select(stream => KafkaBatchContainer.Notice(stream, end.Batch, policy.Reader));
    }

    /// <summary>Notes that offsets are gone and says which streams hear of it, each when it gets there.</summary>
    public IEnumerable<IBatchContainer> Add(Fault fault)
    {
        if (fault.NewStart is { } start)
        {
            BeginAnew(start);
            _lanes.Values.ToList().ForEach(lane => lane.Cursors.ForEach(cursor => cursor.Report(fault.Exception)));
        }
        else
        {
            _gaps.Add(fault.Exception);
            _gaps.RemoveRange(0, Math.Max(_gaps.Count - MaxGaps, 0));
        }

        return [.. _lanes.Values.Where(lane => lane.Cursors.Count > 0).Select(lane => WakeUp(lane.Stream))];
    }

    /// <summary>What is gone between a place and what a stream has behind it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="next">The stream's next offset that is here.</param>
    public KafkaOffsetException? GapBehind(long place, long next) => _gaps.Find(gap => place < gap.Available && gap.Available <= next);

    /// <summary>A container that makes Orleans look at a stream's cursors and is never delivered.</summary>
    public IBatchContainer WakeUp(StreamId stream)
    {
        var place = Math.Max(Tail, 0);
        return KafkaBatchContainer.Notice(
            stream, KafkaRecordBatch.AtEnd(feed.Partition.Topic, feed.Partition.Partition.Value, place, 0), policy.Reader);
    }

    /// <summary>Makes Orleans look at a stream's cursors soon.</summary>
    public void Wake(StreamId stream) => feed.Tell(new Wake(stream));

    /// <summary>Lets a cursor go. Nothing is dropped here: Orleans closes a cursor before it opens the one that replaces it.</summary>
    public void Close(KafkaQueueCacheCursor cursor)
    {
        var lane = cursor.Lane;
        lane.Cursors.Remove(cursor);
        _rewinding.Remove(cursor);
        _untidy.Add(lane);
        lane.Leave(cursor);

        // Orleans opens the one that replaces it at once.
        _reported = cursor.HasReported ? cursor : null;
    }

    /// <summary>Notes that a cursor has reached the live records.</summary>
    public void Join(KafkaQueueCacheCursor cursor)
    {
        _rewinding.Remove(cursor);
        _untidy.Add(cursor.Lane);
    }

    /// <summary>Drops what every cursor of a lane has passed.</summary>
    public void Trim(StreamLane lane)
    {
        var processed = lane.Processed();
        while (lane.TakeDone(processed) is { } entry)
        {
            _blocks.Finish(entry);
        }
    }

    /// <summary>Tells the feed how far everything is processed.</summary>
    public void CountProgress()
    {
        _blocks.DropDone();
        var processed = Tail;
        if (_blocks.First is { } first)
        {
            processed = first.Next?.Value.From ?? Tail;
            foreach (var entry in first.Value.Entries)
            {
                if (!entry.IsDone)
                {
                    processed = Math.Min(processed, Math.Max(entry.Batch.OffsetAt(0), LowestIn(entry.Lane)));
                }
            }
        }

        Commit(processed);
    }

    /// <summary>Starts a reader that brings a cursor what the cache does not hold.</summary>
    public Rewind StartRewind(StreamId stream, RewindTarget target) => rewinds.Start(feed, stream, target);

    private static long LowestIn(StreamLane? lane) =>
        lane is null || (lane.Cursors.Count == 0 && lane.LeftAt == long.MaxValue) ? 0 : Math.Min(lane.LeftAt, lane.Processed());

    private StreamLane Lane(StreamId stream)
    {
        if (!_lanes.TryGetValue(stream, out var lane))
        {
            _lanes.Add(stream, lane = new(stream, Math.Max(_start, _forgotten)));
        }

        return lane;
    }

    private void Commit(long processed)
    {
        foreach (var cursor in _rewinding)
        {
            processed = Math.Min(processed, cursor.Commits);
        }

        foreach (var lane in _untidy)
        {
            processed = Math.Min(processed, lane.CommitsLeft);
        }

        if (processed > Nothing)
        {
            feed.MarkProcessed(processed);
        }
    }

    private KafkaQueueCacheCursor? Continue(StreamId streamId)
    {
        var former = _reported is { } reported && reported.Lane.Stream == streamId ? reported : null;
        _reported = null;
        if (former is null)
        {
            return null;
        }

        var cursor = Opened(Lane(streamId), new KafkaQueueCacheCursor(this, former, former.Continuation));
        if (former.Continuation is not null)
        {
            _rewinding.Add(cursor);
        }

        return cursor;
    }

    private KafkaQueueCacheCursor Open(StreamId streamId, StreamSequenceToken? token)
    {
        if (Continue(streamId) is { } continued)
        {
            return continued;
        }

        var lane = Lane(streamId);
        return token is not null && KafkaPosition.TimeOf(token) is { } time
            ? Rewinding(lane, Math.Max(Tail, 0), RewindTarget.AtTime(time))
            : OpenAt(lane, token is null ? Math.Max(Tail, 0) : KafkaPosition.NextOffset(token), token);
    }

    private KafkaQueueCacheCursor OpenAt(StreamLane lane, long place, StreamSequenceToken? token)
    {
        if (place >= lane.Low && (_start != Nothing || token is null))
        {
            return Opened(lane, new KafkaQueueCacheCursor(this, lane, place, target: null));
        }

        if (_start != Nothing && _lanes.Values.Any(other => other == lane ? lane.Cursors.Exists(cursor => cursor.IsInUse) : other.IsInUse))
        {
            return Rewinding(lane, place, RewindTarget.AtOffset(place));
        }

        RewindAll(lane, place);
        return Opened(lane, new KafkaQueueCacheCursor(this, lane, place, target: null));
    }

    private KafkaQueueCacheCursor Rewinding(StreamLane lane, long place, RewindTarget target)
    {
        var cursor = Opened(lane, new KafkaQueueCacheCursor(this, lane, place, target));
        _rewinding.Add(cursor);
        return cursor;
    }

    private KafkaQueueCacheCursor Opened(StreamLane lane, KafkaQueueCacheCursor cursor)
    {
        lane.Cursors.Add(cursor);
        lane.ForgetLeft();
        _untidy.Add(lane);
        return cursor;
    }

    /// <summary>Reads the partition again from a place: no other stream needs what is here.</summary>
    private void RewindAll(StreamLane lane, long place)
    {
        Forget(place);
        lane.Cursors.ForEach(cursor => cursor.Forget());
        lane.Reset(place);
        _lanes.Add(lane.Stream, lane);
        feed.Rewind(place);
    }

    /// <summary>Goes on in another log: nothing that is here means anything in it.</summary>
    private void BeginAnew(long start)
    {
        var lanes = _lanes.Values.Where(lane => lane.Cursors.Count > 0).ToList();
        Forget(start);
        _rewinding.Clear();
        foreach (var lane in lanes)
        {
            lane.Reset(start);
            _lanes.Add(lane.Stream, lane);
            lane.Cursors.ForEach(cursor => cursor.Restart(start));
        }

        feed.ForgetProcessed();
    }

    private void Forget(long place)
    {
        _blocks.Clear();
        _lanes.Clear();
        _untidy.Clear();
        _gaps.Clear();
        AtEnd = null;
        _start = place;
        _forgotten = Nothing;
        Tail = place;
    }

    /// <summary>Drops what cursors that came or went leave behind, and streams that have none.</summary>
    private void Tidy()
    {
        foreach (var lane in _untidy)
        {
            lane.ForgetLeft();
            Trim(lane);
            if (lane.Cursors.Count == 0)
            {
                _forgotten = Math.Max(_forgotten, lane.Low);
                _lanes.Remove(lane.Stream);
            }
        }

        _untidy.Clear();
    }

    private void PutAside(CacheBlock block, UnassignedRecord record)
    {
        var entry = new CacheEntry(block, lane: null, record.Record);
        block.Entries.Add(entry);
        var done = block.Track(entry);
        // It has memory of its own, for as long as the rejected topic takes.
        var bytes = record.Record.Buffer.Bytes;
        feed.Hold(bytes);
        rejected.PutAside(record, () =>
        {
            feed.Release(bytes);
            done();
        });
    }
}
