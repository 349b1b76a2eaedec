using Confluent.Kafka;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>How the loops are connected.</summary>
internal static class IngestClient
{
    /// <summary>
    /// librdkafka's defaults, but for two waits: at the end of a partition, which an embedded broker does not end when records come, and for room
    /// in a queue that was full, which would be a second.
    /// </summary>
    public static ConsumerConfig Settings(string bootstrapServers) => new()
    {
        BootstrapServers = bootstrapServers,
        GroupId = "ingest",
        EnableAutoCommit = false,
        AutoOffsetReset = AutoOffsetReset.Error,
        FetchWaitMaxMs = 10,
        FetchQueueBackoffMs = 10,
    };
}
