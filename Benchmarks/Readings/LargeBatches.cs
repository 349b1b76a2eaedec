using Confluent.Kafka;

namespace FederatedOrleans.Benchmarks.Readings;

/// <summary>Sends readings in large compressed batches: an embedded broker keeps 5 MiB per partition as sent, and a busy topic looks like that, too.</summary>
internal static class LargeBatches
{
    /// <summary>Makes a producer.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    public static IProducer<byte[], byte[]> CreateProducer(string bootstrapServers) => new ProducerBuilder<byte[], byte[]>(new ProducerConfig
    {
        BootstrapServers = bootstrapServers,
        CompressionType = CompressionType.Zstd,
        LingerMs = 50,
        BatchSize = 900_000,
        BatchNumMessages = 15_000,
        QueueBufferingMaxMessages = 500_000,
        EnableIdempotence = true,
    }).Build();

    /// <summary>Hands a message over, as soon as there is room for it.</summary>
    /// <param name="producer">The producer.</param>
    /// <param name="partition">Where it goes.</param>
    /// <param name="message">The message.</param>
    public static void Send(this IProducer<byte[], byte[]> producer, TopicPartition partition, Message<byte[], byte[]> message)
    {
        while (true)
        {
            try
            {
                producer.Produce(partition, message);
                return;
            }
            catch (ProduceException<byte[], byte[]> exception) when (exception.Error.Code == Confluent.Kafka.ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
