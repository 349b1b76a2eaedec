using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Delivery;

/// <summary>
/// What one subscription knows of its failures: which record fails and how often, which ones are put aside, and how many records a delivery may
/// hold while the culprit of a batch is looked for.
/// </summary>
internal sealed class DeliveryProgress(DeliveryPolicy policy)
{
    private readonly SortedSet<long> _putAside = [];
    private long _failing = -1;
    private int _attempts;
    private Exception? _report;

    /// <summary>What to do about failures.</summary>
    public DeliveryPolicy Policy => policy;

    /// <summary>How many records a delivery may hold.</summary>
    public int MaxRecords { get; private set; } = policy.MaxRecords;

    /// <summary>Counts a failure of a record and returns how many there were.</summary>
    public int CountAttempt(long offset)
    {
        _attempts = offset == _failing ? _attempts + 1 : 1;
        _failing = offset;
        return _attempts;
    }

    /// <summary>Halves the records of a delivery: one of them fails.</summary>
    public KafkaRecordBatch Split(KafkaRecordBatch batch)
    {
        MaxRecords = Math.Max(batch.Count / 2, 1);
        return batch.Take(MaxRecords);
    }

    /// <summary>Lets deliveries grow again.</summary>
    public void Succeed() => MaxRecords = (int)Math.Min(2L * MaxRecords, policy.MaxRecords);

    /// <summary>Lets the subscriber hear of something before anything else is delivered.</summary>
    public void Report(Exception report) => Volatile.Write(ref _report, report);

    /// <summary>Takes what the subscriber has to hear of.</summary>
    public Exception? TakeReport() => Interlocked.Exchange(ref _report, null);

    /// <summary>Notes a record that is put aside while records before it are still to be delivered.</summary>
    public void Skip(long offset) => _putAside.Add(offset);

    /// <summary>The first records of a batch that are not put aside, up to the next one that is; those passed on the way are forgotten.</summary>
    public KafkaRecordBatch Without(KafkaRecordBatch batch)
    {
        while (_putAside.Count > 0 && _putAside.Min < batch.NextOffset)
        {
            var offset = _putAside.Min;
            if (batch.CountBefore(offset) is > 0 and var count)
            {
                return batch.Take(count);
            }

            _putAside.Remove(offset);
            batch = batch.Slice(offset + 1);
        }

        return batch;
    }
}
