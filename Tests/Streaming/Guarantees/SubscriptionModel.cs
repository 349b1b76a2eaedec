using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Caching;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>One subscription as Orleans' pulling agent keeps it: the same steps in the same order, one at a time.</summary>
internal sealed class SubscriptionModel(KafkaQueueCache cache, ConsumerModel consumer)
{
    private readonly StreamId _stream = LogModel.Stream(consumer.Stream);
    private IQueueCacheCursor? _cursor;
    private KafkaBatchContainer? _pending;
    private KafkaBatchContainer? _inFlight;
    private KafkaRecordBatch? _held;
    private Handshake? _last;
    private Handshake? _sentWith;
    private StreamSequenceToken? _lastProcessed;
    private StreamSequenceToken? _pendingStart;
    private (Handshake? Token, StreamSequenceToken? CacheToken)? _asked;
    private int _generation;
    private int _generationInFlight;
    private bool _isRegistered;
    private bool _isRunning;

    public ConsumerModel Consumer => consumer;

    /// <summary>An explicit subscription is resumed, so the agent asks again.</summary>
    public void AskAgain()
    {
        if (_isRegistered && !consumer.IsImplicit)
        {
            Ask(cacheToken: null);
        }
    }

    /// <summary>The first half of a handshake: the consumer says where it wants to be.</summary>
    public void Ask(StreamSequenceToken? cacheToken) => _asked ??= (consumer.Expected, cacheToken);

    /// <summary>The second half: the cursor goes there.</summary>
    public void EndAsk()
    {
        if (_asked is not var (token, cacheToken))
        {
            return;
        }

        _asked = null;
        if (token is not null)
        {
            DisposeCursor();
            _cursor = Open(token);
        }

        _cursor ??= Get(cacheToken ?? _pendingStart);
        _last = token;
        _lastProcessed = token is null ? _lastProcessed : token.IsStart ? null : token.Token;
        _pendingStart = null;
        _generation++;
        _isRegistered = _isRunning = true;
    }

    /// <summary>Its stream came in a read.</summary>
    public void Wake(StreamSequenceToken start)
    {
        if (_isRegistered)
        {
            _cursor?.Refresh(start);
            _isRunning = true;
        }
        else if (_pendingStart is null || start.Older(_pendingStart))
        {
            _pendingStart = start;
        }
    }

    /// <summary>Takes a container off the cursor and sends it.</summary>
    public bool Send()
    {
        if (!_isRunning || _inFlight is not null || _cursor is null)
        {
            return false;
        }

        try
        {
            _inFlight = _pending ?? (_cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success ? Current(_cursor) : null);
            _pending = null;
        }
        catch (KafkaOffsetException fault)
        {
            DisposeCursor();
            _cursor = _lastProcessed is not null ? Advanced(_lastProcessed) : _last is not null ? Open(_last) : Get(null);
            consumer.Hear(fault);
            return true;
        }

        _isRunning = _inFlight is not null;
        if (_inFlight is not null)
        {
            _held = _inFlight.Batch;
            _held.Buffer.AddHolders(1);
            _inFlight.IsOwed = true;
        }

        _generationInFlight = _generation;
        _sentWith = _last;
        return _isRunning;
    }

    /// <summary>The consumer takes the container or says that it wants another place.</summary>
    public bool Succeed()
    {
        if (_inFlight is not { } container)
        {
            return false;
        }

        var answer = consumer.Take(container.Batch, container.SequenceToken, _sentWith);
        Land();
        container.IsRefused = answer is not null;
        if (answer is null)
        {
            container.IsOwed = false;
            container.Progress!.Succeed();
        }

        if (_generationInFlight != _generation)
        {
            return true;
        }

        _last = answer ?? new(IsStart: false, container.SequenceToken);
        _lastProcessed = answer is null ? container.SequenceToken : consumer.IsImplicit || !answer.IsStart ? answer.Token : null;
        if (answer is not null)
        {
            var cursor = Open(answer, out var pending);
            DisposeCursor();
            (_cursor, _pending) = (cursor, pending);
        }

        return true;
    }

    /// <summary>The consumer fails. What is left of the container comes again, smaller, or without a record that is put aside.</summary>
    public void Fail(int kind)
    {
        if (_inFlight is not { } container)
        {
            return;
        }

        var batch = container.Batch;
        batch.Buffer.MarkMayBeRead();
        if (batch.Count > 0 && kind % 3 == 1 && consumer.Expected == _sentWith)
        {
            container.Batch = container.Progress!.Split(batch);
        }
        else if (batch.Count > 0 && kind % 3 == 2 && consumer.Expected == _sentWith)
        {
            PutAside(container, batch.OffsetAt(kind % batch.Count));
        }

        if (kind % 2 == 0)
        {
            // The agent gives up: the cursor hands it out again.
            Land();
            if (_generationInFlight == _generation)
            {
                _cursor?.RecordDeliveryFailure();
            }
        }
    }

    /// <summary>Ends it, as the agent does at shutdown.</summary>
    public void Dispose()
    {
        if (_inFlight is not null)
        {
            Land();
        }

        DisposeCursor();
    }

    private static KafkaBatchContainer Current(IQueueCacheCursor cursor) => (KafkaBatchContainer)cursor.GetCurrent(out _)!;

    private void PutAside(KafkaBatchContainer container, long offset)
    {
        var batch = container.Batch;
        consumer.PutAside(offset);
        if (batch.CountBefore(offset) is > 0 and var before)
        {
            container.Progress!.Skip(offset);
            container.Batch = batch.Take(before);
        }
        else
        {
            container.Batch = batch.Slice(offset + 1);
        }
    }

    private void Land()
    {
        _inFlight = null;
        _held!.Buffer.Release();
        _held = null;
    }

    private void DisposeCursor()
    {
        _pending = null;
        _cursor?.Dispose();
        _cursor = null;
    }

    private IQueueCacheCursor Get(StreamSequenceToken? token) => cache.TryGetCacheCursor(_stream, token).Cursor!;

    private IQueueCacheCursor Open(Handshake token)
    {
        var cursor = Open(token, out var pending);
        _pending = pending;
        return cursor;
    }

    private IQueueCacheCursor Open(Handshake token, out KafkaBatchContainer? pending)
    {
        pending = null;
        return token.IsStart && !consumer.IsImplicit ? Get(token.Token) : Advanced(token.Token, out pending);
    }

    private IQueueCacheCursor Advanced(StreamSequenceToken token)
    {
        var cursor = Advanced(token, out var pending);
        _pending = pending;
        return cursor;
    }

    /// <summary>A cursor behind a token: containers that are not newer are skipped.</summary>
    private IQueueCacheCursor Advanced(StreamSequenceToken token, out KafkaBatchContainer? pending)
    {
        pending = null;
        var cursor = Get(token);
        while (cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success)
        {
            var current = Current(cursor);
            var order = current.SequenceToken.CompareTo(token);
            if (order >= 0)
            {
                pending = order > 0 ? current : null;
                break;
            }
        }

        return cursor;
    }
}
