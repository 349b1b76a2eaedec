using System.Globalization;
using System.Text;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>What consumer and agent tell each other about the place of a delivery, as Orleans' handshake tokens do.</summary>
internal sealed record Handshake(bool IsStart, StreamSequenceToken Token);

/// <summary>A consumer by Orleans' rules, and the judge of what it gets: every record of its stream from its place on, in order.</summary>
internal sealed class ConsumerModel(LogModel log, int stream, bool isImplicit)
{
    private readonly HashSet<long> _processed = [];
    private readonly HashSet<long> _putAside = [];
    private readonly List<(long From, long To)> _reported = [];
    private long _firstUnprocessed;

    public int Stream => stream;

    public bool IsImplicit => isImplicit;

    /// <summary>What it expects to be delivered next; null when it stores nothing.</summary>
    public Handshake? Expected { get; private set; }

    /// <summary>The next offset, once it has one.</summary>
    public long Next { get; private set; }

    /// <summary>Whether it begins wherever the agent does.</summary>
    public bool IsFree { get; private set; } = true;

    /// <summary>The lowest offset of its stream that the log has and it has never processed.</summary>
    public long FirstUnprocessed()
    {
        _firstUnprocessed = Math.Max(_firstUnprocessed, log.Start);
        while (log.OffsetsOf(stream, _firstUnprocessed).Cast<long?>().FirstOrDefault() is { } offset && IsDone(offset))
        {
            _firstUnprocessed = offset + 1;
        }

        return log.OffsetsOf(stream, _firstUnprocessed).FirstOrDefault(long.MaxValue);
    }

    /// <summary>A new activation that resumes at a next offset, or wherever the agent is.</summary>
    public void Restart(long? next)
    {
        Expected = next is not { } place ? null : new(IsStart: true, isImplicit ? KafkaPosition.ImplicitStart(place) : KafkaPosition.ExplicitStart(place));
        if (next is not { } start)
        {
            IsFree = true;
            return;
        }

        IsFree = false;
        Next = start;
        foreach (var offset in log.OffsetsOf(stream, 0).Where(offset => offset < start))
        {
            // It says itself that it is done with those.
            _processed.Add(offset);
        }
    }

    /// <summary>Another agent takes over: whoever stores nothing begins where that one does.</summary>
    public void HandOver() => IsFree |= Expected is null;

    public Handshake? Take(KafkaRecordBatch batch, StreamSequenceToken token, Handshake? handshake)
    {
        if (Expected is { } expected && (expected != handshake || (!expected.IsStart && expected.Token.Equals(token))))
        {
            return expected;
        }

        Process(batch);
        Expected = new(IsStart: false, token);
        return null;
    }

    /// <summary>It is told that offsets are gone.</summary>
    public void Hear(KafkaOffsetException fault)
    {
        Assert.True(fault.Available > fault.Asked && fault.Available <= log.Start, fault.Message);
        _reported.Add((fault.Asked, fault.Available));
    }

    /// <summary>A record is put aside instead of delivered.</summary>
    public void PutAside(long offset) => _putAside.Add(offset);

    /// <summary>The records that it still has to get.</summary>
    public IEnumerable<long> Missing() => IsFree ? [] : log.OffsetsOf(stream, Next).Where(offset => !IsExcused(offset));

    private void Process(KafkaRecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var offset = batch.OffsetAt(i);
            Assert.Equal($"v{offset}", Encoding.UTF8.GetString(batch[i].Value));
            if (IsFree)
            {
                Assert.True(offset <= FirstUnprocessed(), $"begins at {offset} behind {FirstUnprocessed()}");
                IsFree = false;
                Next = offset;
            }

            var due = log.OffsetsOf(stream, Next).FirstOrDefault(other => other == offset || !IsExcused(other), -1);
            Assert.True(due == offset, $"{(isImplicit ? "implicit" : "explicit")} stream {stream}: got {offset}, due {due}, next {Next}");
            _processed.Add(offset);
            Next = offset + 1;
        }
    }

    private bool IsExcused(long offset) => _putAside.Contains(offset) || _reported.Exists(gap => gap.From <= offset && offset < gap.To);

    private bool IsDone(long offset) => _processed.Contains(offset) || IsExcused(offset);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"stream {stream} implicit {isImplicit} next {Next} expects {Expected}");
}
