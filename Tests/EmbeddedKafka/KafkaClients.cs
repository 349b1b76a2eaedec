using Confluent.Kafka;

namespace FederatedOrleans.Tests.EmbeddedKafka;

/// <summary>Clients that notice changes of the cluster quickly, and reads that end at a count or a deadline.</summary>
internal static class KafkaClients
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static IProducer<Null, string> NewProducer(string bootstrapServers, TimeSpan? deliveryTimeout = null)
    {
        ProducerConfig config = new()
        {
            BootstrapServers = bootstrapServers,
            LingerMs = 0,
            MessageTimeoutMs = (int)(deliveryTimeout ?? Deadline).TotalMilliseconds,
            ReconnectBackoffMs = 20,
            ReconnectBackoffMaxMs = 100,
            RetryBackoffMs = 20,
            TopicMetadataRefreshFastIntervalMs = 50,
        };
        return new ProducerBuilder<Null, string>(config).SetLogHandler(Discard).Build();
    }

    public static IAdminClient NewAdmin(string bootstrapServers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler(Discard).Build();

    public static IConsumer<Ignore, string> NewConsumer(string bootstrapServers, string group = "unused")
    {
        ConsumerConfig config = new()
        {
            BootstrapServers = bootstrapServers,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            FetchWaitMaxMs = 10,
            ReconnectBackoffMs = 20,
            ReconnectBackoffMaxMs = 100,
        };
        return new ConsumerBuilder<Ignore, string>(config).SetLogHandler(Discard).Build();
    }

    public static Task<DeliveryResult<Null, string>> SendAsync(
        IProducer<Null, string> producer, string topic, int partition, string value) =>
        producer.ProduceAsync(
            new TopicPartition(topic, partition), new Message<Null, string> { Value = value }, TestContext.Current.CancellationToken);

    /// <summary>Reads the topic from its start until it has so many records; throws when the deadline passes first.</summary>
    public static List<ConsumeResult<Ignore, string>> ReadTopic(string bootstrapServers, string topic, int partitions, int count)
    {
        using IConsumer<Ignore, string> consumer = NewConsumer(bootstrapServers);
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        return Read(consumer, count);
    }

    public static List<ConsumeResult<Ignore, string>> Read(IConsumer<Ignore, string> consumer, int count)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        List<ConsumeResult<Ignore, string>> records = [];
        while (records.Count < count)
        {
            records.Add(consumer.Consume(deadline.Token));
        }

        return records;
    }

    // Broken connections are what these tests are about; the log handler keeps them out of the test run's output.
    private static void Discard<TClient>(TClient client, LogMessage message)
    {
    }
}
