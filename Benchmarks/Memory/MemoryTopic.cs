using Confluent.Kafka;

namespace FederatedOrleans.Benchmarks.Memory;

/// <summary>Topics of which one is as full as an embedded broker keeps it, 5 MiB per partition.</summary>
internal static class MemoryTopic
{
    /// <summary>The full one.</summary>
    public const string Full = "memory-full";

    /// <summary>The empty one.</summary>
    public const string Empty = "memory-empty";

    private const int BytesPerPartition = 5 << 20;
    private const int BatchBytes = 64 << 10;
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Fills every partition, in batches of at most 64 KiB.</summary>
    public static void Fill(string bootstrapServers, int partitions, int recordBytes)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            BatchSize = BatchBytes,
            LingerMs = 20,
            QueueBufferingMaxKbytes = 1 << 20,
            QueueBufferingMaxMessages = 0,
            EnableDeliveryReports = false,
        }).Build();
        var value = new byte[recordBytes];
        Random random = new(1);
        for (var partition = 0; partition < partitions; partition++)
        {
            for (var sent = 0; sent < BytesPerPartition; sent += recordBytes)
            {
                random.NextBytes(value);
                producer.Produce(new TopicPartition(Full, partition), new Message<Null, byte[]> { Value = value });
            }

            producer.Flush(FlushTimeout);
        }
    }
}
