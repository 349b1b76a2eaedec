using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Caching;

/// <summary>Makes one batch of small entries that follow each other.</summary>
internal static class EntryMerger
{
    private const int MaxMergedRecords = 256;

    /// <summary>An entry's records from a place on, together with those of small entries behind it.</summary>
    /// <param name="first">The entry.</param>
    /// <param name="place">The place.</param>
    /// <param name="maxRecords">How many records there may be.</param>
    /// <param name="cache">Knows between which records some are gone: these are not merged.</param>
    public static KafkaRecordBatch Merge(CacheEntry first, long place, int maxRecords, KafkaQueueCache cache)
    {
        var batch = first.Batch.Slice(place);
        var max = Math.Min(MaxMergedRecords, maxRecords);
        if (first.Next is not { } next || !CanMerge(batch, next.Batch, max, cache))
        {
            return batch;
        }

        var builder = new RecordBatchBuilder();
        builder.Add(batch);
        var last = batch;
        for (var entry = next; entry is not null && CanMerge(last, entry.Batch, max - builder.Count, cache); entry = entry.Next)
        {
            builder.Add(last = entry.Batch);
        }

        return builder.Build(batch.Topic, batch.Partition, batch.From, last.NextOffset, last.LogStart, last.EndOffset, rented: false);
    }

    private static bool CanMerge(KafkaRecordBatch batch, KafkaRecordBatch next, int maxRecords, KafkaQueueCache cache) =>
        batch.CanMergeWith(next, maxRecords) && cache.GapBehind(batch.NextOffset, next.From) is null;
}
