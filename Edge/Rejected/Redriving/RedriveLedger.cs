using Confluent.Kafka;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>
/// What became of the records of one partition, batch by batch, and how far that may be remembered: up to the first record that was
/// skipped or not acknowledged, never past it.
/// </summary>
/// <param name="range">The part of the partition that is sent.</param>
/// <param name="stored">The offset that the group has; null for none.</param>
internal sealed class RedriveLedger(PartitionRange range, long? stored)
{
    private const int MaxEntries = 500;
    private const long MaxBytes = 4 << 20;

    private readonly List<Entry> _entries = [];
    private long _saved = range.From;
    private long _bytes;
    private bool _hasGap;

    /// <summary>The partition of the rejected topic.</summary>
    public TopicPartition Partition => range.Partition;

    /// <summary>The offset that the group has; null for none.</summary>
    public long? Stored { get; private set; } = stored;

    /// <summary>Every record below is stored or can never be sent.</summary>
    public long Next { get; private set; } = range.From;

    /// <summary>Whether there is more to remember than the group does.</summary>
    public bool HasProgress => Next > _saved;

    /// <summary>Records that were sent and lie behind a skipped one.</summary>
    public long Unremembered { get; private set; }

    /// <summary>Whether the batch is to be settled: it bounds memory, and what a crash makes a later run send again.</summary>
    public bool IsFull => _entries.Count >= MaxEntries || _bytes >= MaxBytes;

    /// <summary>Ends when all records of the batch have their answers.</summary>
    public Task Answers => Task.WhenAll(_entries.Select(entry => entry.Sending ?? Task.CompletedTask));

    /// <summary>A record was given to the producer.</summary>
    public void Send(RejectedRecord record, TopicPartition target, Task sending)
    {
        _bytes += record.Value?.Length ?? 0;
        _entries.Add(new(record.Place, target, sending));
    }

    /// <summary>A record can never be sent: nothing is lost by passing it.</summary>
    public void Pass(RejectedRecord record) => _entries.Add(new(record.Place, null, null));

    /// <summary>A record was not asked for, and may be another time.</summary>
    public void Skip(RejectedRecord record) => _entries.Add(new(record.Place, null, null, IsSkipped: true));

    /// <summary>The partition was read to its end, which need not be that of a record.</summary>
    public void End() => _entries.Add(new(new(range.Partition, range.To - 1), null, null));

    /// <summary>Settles the batch by the answers that are there, and begins the next one.</summary>
    /// <returns>The first failure; null when there was none.</returns>
    public RejectedTopicException? Settle()
    {
        RejectedTopicException? failure = null;
        foreach (var entry in _entries)
        {
            failure ??= FailureOf(entry);
            _hasGap |= entry.IsSkipped || failure is not null;
            if (!_hasGap)
            {
                Next = entry.Place.Offset.Value + 1;
            }
            else if (entry.Sending is { IsCompletedSuccessfully: true })
            {
                Unremembered++;
            }
        }

        _entries.Clear();
        _bytes = 0;
        return failure;
    }

    /// <summary>The group has the offset <see cref="Next"/> now.</summary>
    public void MarkSaved() => Stored = _saved = Next;

    private static RejectedTopicException? FailureOf(Entry entry)
    {
        if (entry.Sending is null or { IsCompletedSuccessfully: true })
        {
            return null;
        }

        var cause = entry.Sending.Exception?.InnerException;
        var reason = cause is KafkaException { Error: var error } ? error.Reason : cause?.Message ?? "no answer, it may be there";
        return new($"{RedriveTarget.NameOf(entry.Place)} was not taken by {RedriveTarget.NameOf(entry.Target!)}: {reason}", cause);
    }

    private readonly record struct Entry(TopicPartitionOffset Place, TopicPartition? Target, Task? Sending, bool IsSkipped = false);
}
