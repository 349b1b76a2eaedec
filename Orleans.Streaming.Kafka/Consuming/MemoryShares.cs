using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Topics;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// How the memory of a provider is shared out: three quarters to the partitions, evenly, and a quarter to the rewinds. Shares are fixed, so no
/// partition can starve another.
/// </summary>
internal static class MemoryShares
{
    /// <summary>A batch is small beside its share, so that a partition is not paused for every one.</summary>
    private const int BatchesPerShare = 8;

    /// <summary>Rented arrays are up to twice as long as needed, and the index comes on top.</summary>
    private const int MemoryPerBatchByte = 3;

    private const int MinBatchBytes = 1024;

    /// <summary>The bytes that one partition may hold.</summary>
    public static long OfPartition(KafkaStreamOptions options, int partitions) => options.MaxBufferedBytes / 4 * 3 / Math.Max(partitions, 1);

    /// <summary>The bytes that one partition may hold if all partitions that are known come to this silo.</summary>
    public static long LeastOfPartition(KafkaStreamOptions options, KafkaTopicDirectory topics) =>
        OfPartition(options, options.Topics.Where(topic => topic.Value.Consume).Sum(topic => topics.GetPartitionCount(topic.Key)));

    /// <summary>The bytes that one rewind may hold.</summary>
    public static long OfRewind(KafkaStreamOptions options) => options.MaxBufferedBytes / 4 / options.MaxConcurrentRewinds;

    /// <summary>The largest batch in a share, in bytes of records.</summary>
    public static int BatchIn(long share, KafkaStreamOptions options) =>
        (int)Math.Clamp(share / BatchesPerShare, MinBatchBytes, options.MaxBatchBytes);

    /// <summary>How much of a share may be held while another batch still fits.</summary>
    public static long FullAt(long share) => share - (share / BatchesPerShare * MemoryPerBatchByte);
}
