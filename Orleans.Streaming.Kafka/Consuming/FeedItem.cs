using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>Something that a partition's agent is told.</summary>
internal abstract record FeedItem;

/// <summary>Records that were fetched together: the offsets from <paramref name="From"/> up to <paramref name="NextOffset"/>.</summary>
/// <param name="From">The first offset that is covered.</param>
/// <param name="NextOffset">The first offset behind it.</param>
/// <param name="Batches">The records by stream. The batches share one buffer, and each holds it.</param>
/// <param name="Rejected">Records that belong to no stream.</param>
/// <param name="LastTimestamp">Kafka timestamp of the last record, Unix milliseconds.</param>
/// <param name="Bytes">The memory that is counted for it.</param>
internal sealed record FetchedBlock(
    long From, long NextOffset, IReadOnlyList<StreamBatch> Batches, IReadOnlyList<UnassignedRecord> Rejected, long LastTimestamp, int Bytes) : FeedItem;

/// <summary>The partition was read to its end; an empty batch for each of its streams.</summary>
/// <param name="Batch">The empty batch.</param>
internal sealed record AtEnd(KafkaRecordBatch Batch) : FeedItem;

/// <summary>A stream whose cursor has something to do.</summary>
/// <param name="Stream">The stream.</param>
internal sealed record Wake(StreamId Stream) : FeedItem;

/// <summary>What is processed is wanted exactly.</summary>
internal sealed record CountProgress : FeedItem
{
    public static readonly CountProgress Instance = new();
}

/// <summary>Something every stream of the partition has to hear of.</summary>
/// <param name="Exception">What happened.</param>
/// <param name="NewStart">Where another log begins that has taken the place of the former one; null when it is the same log.</param>
internal sealed record Fault(KafkaOffsetException Exception, long? NewStart = null) : FeedItem;
