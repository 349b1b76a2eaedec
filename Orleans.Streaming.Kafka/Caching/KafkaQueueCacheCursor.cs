using Orleans.Streaming.Kafka.Delivery;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streaming.Kafka.Rewinding;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Caching;

/// <summary>
/// One subscription's way through a stream. It moves on only over what was delivered or put aside; after a failure what is left of the same batch
/// comes again. A subscription that starts behind the cache is brought up by a <see cref="Rewind"/> and then joins the live records.
/// </summary>
internal sealed class KafkaQueueCacheCursor : IQueueCacheCursor
{
    private const int MaxMergedRecords = 256;
    private readonly KafkaQueueCache _cache;
    private readonly RewindTarget? _target;
    private readonly DeliveryProgress _progress;
    private bool _hasMoved;
    private bool _mayReport;
    private bool _isForgotten;
    private bool _isIdle;
    private Rewind? _rewind;
    private KafkaRecordBatch? _rewound;
    private KafkaBatchContainer? _current;
    private KafkaOffsetException? _fault;
    private RecordBuffer? _held;
    private CacheEntry? _entry;
    private long _next;
    private long _passed = -1;
    private long? _pin;
    private bool _failed;
    private int _beat;

    public KafkaQueueCacheCursor(KafkaQueueCache cache, StreamLane lane, long start, RewindTarget? target)
    {
        _cache = cache;
        Lane = lane;
        _next = start;
        _target = target;
        _progress = new(cache.Policy);
        CommitAtStart = target is null ? long.MaxValue : cache.Committed;
    }

    /// <summary>
    /// Goes on for a cursor that had to report something. Orleans moves such a cursor beyond the last container that it gave out, although less of
    /// it may have been delivered or another log may have begun since then: so the first move finds nothing.
    /// </summary>
    public KafkaQueueCacheCursor(KafkaQueueCache cache, KafkaQueueCacheCursor former, RewindTarget? target)
        : this(cache, former.Lane, Math.Max(former._next, 0), target)
    {
        _progress = former._progress;
        _passed = former._passed;
        _isIdle = true;
    }

    public StreamLane Lane { get; }

    /// <summary>Whether a subscription reads with it, rather than leaves it or holds a place with it.</summary>
    public bool IsInUse => _hasMoved && _current is not { IsRefused: true };

    /// <summary>Entries of its lane from this offset on are needed.</summary>
    public long Holds => _target is null || HasJoined ? _next : _pin ?? long.MaxValue;

    /// <summary>No commit goes beyond this offset while it is brought up: what came since then it has not processed.</summary>
    public long Commits => HasJoined ? long.MaxValue : Math.Max(CommitAtStart, _target?.Time is null || _rewind is not null ? _next : 0);

    /// <summary>Whether it has thrown what its subscriber has to hear; another one then goes on for it.</summary>
    public bool HasReported { get; private set; }

    /// <summary>Where to go on in the log after a report; null when the cache has everything.</summary>
    public RewindTarget? Continuation => _target is null || HasJoined ? null : _next < 0 ? _target : RewindTarget.AtOffset(_next);

    private long CommitAtStart { get; }

    private bool HasJoined { get; set; }

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    [Obsolete("Orleans calls MoveNextWithResult.")]
    public bool MoveNext() => Move();

    public QueueCacheCursorMoveResult MoveNextWithResult() => Move() ? QueueCacheCursorMoveResult.Success : QueueCacheCursorMoveResult.NoData;

    public void Refresh(StreamSequenceToken token)
    {
        // The cursor knows its own place.
    }

    public void RecordDeliveryFailure() => _failed = true;

    /// <summary>Lets the subscriber hear of a fault before anything else is delivered.</summary>
    public void Report(KafkaOffsetException fault) => _fault = fault;

    /// <summary>Forgets everything: the stream begins anew at a place of another log.</summary>
    public void Restart(long place)
    {
        EndRewind();
        _passed = _current?.Batch.NextOffset ?? _passed;
        LetGo();
        (_current, _entry, _pin, _failed) = (null, null, null, false);
        HasJoined = true;
        _next = place;
    }

    /// <summary>Says that the cache has given back what the cursor has handed out; it may still be under way.</summary>
    public void Forget() => _isForgotten = _current is not null;

    public void Dispose()
    {
        LetGo();
        EndRewind();
        _cache.Close(this);
    }

    private bool Move()
    {
        _hasMoved = true;
        if (_isIdle || (!_mayReport && Volatile.Read(ref _fault) is not null))
        {
            return Pause();
        }

        if (_current is not null && (_failed || _current.IsOwed))
        {
            _failed = false;
            if (!_isForgotten)
            {
                return true;
            }

            // It is found again where it is read again.
            _current = null;
            LetGo();
        }

        _isForgotten = false;

        Pass();
        ThrowFault();
        return _target is null || HasJoined || Join() ? MoveInLane() : MoveInLog();
    }

    /// <summary>Gives back the memory of what was handed out, which is kept as long as it may be handed out again.</summary>
    private void LetGo()
    {
        _held?.Release();
        _held = null;
    }

    /// <summary>Leaves what was delivered behind.</summary>
    private void Pass()
    {
        if (_current is not { } delivered)
        {
            return;
        }

        _current = null;
        LetGo();
        _passed = delivered.Batch.NextOffset;
        _next = Math.Max(_next, _passed);
        if (_rewound is { } batch && _next >= batch.NextOffset)
        {
            _rewind?.Release(batch);
            _rewound = null;
        }

        _cache.Trim(Lane);
    }

    /// <summary>
    /// Finds nothing and makes Orleans look again soon. Orleans moves a new cursor while it opens it, where it could not report what is thrown and
    /// would go on at the newest record.
    /// </summary>
    private bool Pause()
    {
        (_isIdle, _mayReport) = (false, true);
        _cache.Wake(Lane.Stream);
        return false;
    }

    private void ThrowFault()
    {
        if ((Interlocked.Exchange(ref _fault, null) ?? TakeRewindFault() as Exception ?? _progress.TakeReport()) is { } report)
        {
            HasReported = true;
            throw report;
        }

        _mayReport |= _rewind is not null;
    }

    private KafkaOffsetException? TakeRewindFault() => _rewind?.TakeFault() is not { } fault ? null
        : SkipTo(fault, fault.Available < fault.Asked || _next < 0 ? fault.Asked : _next);

    /// <summary>Goes on behind what is gone, and says from where on it is missing here.</summary>
    private KafkaOffsetException SkipTo(KafkaOffsetException gone, long asked)
    {
        _next = gone.Available;
        return new(gone.Topic, gone.Partition, asked, gone.Available, gone.Reason);
    }

    private bool MoveInLane()
    {
        var batch = Find();
        if (_cache.GapBehind(_next, batch?.From ?? long.MaxValue) is { } gap)
        {
            return _mayReport ? ThrowGap(gap) : Pause();
        }

        _mayReport = true;
        if (batch is null)
        {
            return MoveToEnd();
        }

        _beat = 1;
        return Deliver(batch);
    }

    private bool ThrowGap(KafkaOffsetException gap)
    {
        HasReported = true;
        throw SkipTo(gap, Math.Max(gap.Asked, _next));
    }

    private KafkaRecordBatch? Find()
    {
        while (FindEntry() is { } entry)
        {
            var batch = _progress.Without(Merge(entry));
            if (batch.Count > 0)
            {
                return batch;
            }

            _next = batch.NextOffset;
            _cache.Trim(Lane);
        }

        return null;
    }

    private CacheEntry? FindEntry()
    {
        while (_entry is { IsDone: false } && _entry.Batch.NextOffset <= _next)
        {
            _entry = _entry.Next;
        }

        return _entry = _entry is null or { IsDone: true } ? Lane.Find(_next) : _entry;
    }

    /// <summary>The entry's records from the cursor's place on, together with those of small entries behind it.</summary>
    private KafkaRecordBatch Merge(CacheEntry first)
    {
        var batch = first.Batch.Slice(_next);
        var max = Math.Min(MaxMergedRecords, _progress.MaxRecords);
        if (first.Next is not { } next || !CanMerge(batch, next.Batch, max))
        {
            return batch;
        }

        var builder = new RecordBatchBuilder();
        builder.Add(batch);
        var last = batch;
        for (var entry = next; entry is not null && CanMerge(last, entry.Batch, max - builder.Count); entry = entry.Next)
        {
            builder.Add(last = entry.Batch);
        }

        return builder.Build(batch.Topic, batch.Partition, batch.From, last.NextOffset, last.LogStart, last.EndOffset, rented: false);
    }

    private bool CanMerge(KafkaRecordBatch batch, KafkaRecordBatch next, int maxRecords) =>
        batch.CanMergeWith(next, maxRecords) && _cache.GapBehind(batch.NextOffset, next.From) is null;

    /// <summary>
    /// Hands out the newest empty batch once. It also tells a cursor that stands before it: what lay in between is no longer in the log.
    /// </summary>
    private bool MoveToEnd()
    {
        if (_cache.AtEnd is not { } end || end.NextOffset < _next || _cache.Beat == _beat)
        {
            return false;
        }

        _beat = _cache.Beat;
        _current = new KafkaBatchContainer(Lane.Stream, end, _beat, _cache.Policy.Reader, _progress);
        return true;
    }

    /// <summary>
    /// Hands out records. In another log a batch may end where the last one of the former log did: the consumer must not take it for that one.
    /// </summary>
    private bool Deliver(KafkaRecordBatch batch)
    {
        var records = batch.Take(_progress.MaxRecords);
        _current = new KafkaBatchContainer(Lane.Stream, records, records.NextOffset == _passed ? 2 : 1, _cache.Policy.Reader, _progress);
        _held = records.Buffer;
        _held.AddHolders(1);
        return true;
    }

    /// <summary>Leaves the log when the cache holds everything from here on.</summary>
    private bool Join()
    {
        if (_rewind is null || _rewound is not null || _next < 0 || _next < (_pin ?? Lane.Low))
        {
            return false;
        }

        HasJoined = true;
        EndRewind();
        _cache.Join(this);
        return true;
    }

    private bool MoveInLog()
    {
        if (_rewind is null)
        {
            _rewind = _cache.StartRewind(Lane.Stream, _target!.Value);
            _next = _target.Value.Time is null ? _next : -1;
            return false;
        }

        if (_rewind.HasReachedEnd && _pin is null)
        {
            // Hardly anything is missing: the cache keeps what comes from now on.
            _pin = Math.Max(Lane.Low, _cache.Tail);
        }

        while (_rewound is null && _rewind.Take() is { } batch)
        {
            _next = Math.Max(_next, batch.From);
            if (batch.Count > 0 && batch.NextOffset > _next)
            {
                _rewound = batch;
            }
            else
            {
                _next = Math.Max(_next, batch.NextOffset);
                _rewind.Release(batch);
            }
        }

        return _rewound is { } rewound ? DeliverRewound(rewound) : Join() && MoveInLane();
    }

    private bool DeliverRewound(KafkaRecordBatch rewound)
    {
        var batch = _progress.Without(rewound.Slice(_next));
        if (batch.Count > 0)
        {
            return Deliver(batch);
        }

        _next = batch.NextOffset;
        _rewind?.Release(rewound);
        _rewound = null;
        return MoveInLog();
    }

    private void EndRewind()
    {
        if (_rewound is { } batch)
        {
            // Its consumer may still read it: the memory is left to the garbage collector.
            batch.Buffer.MarkMayBeRead();
            _rewound = null;
        }

        _rewind?.Dispose();
        _rewind = null;
    }
}
