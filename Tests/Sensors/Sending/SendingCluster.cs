using System.Text;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Tests.Sensors.Sending;

/// <summary>What tests of sending need of an embedded cluster.</summary>
internal static class SendingCluster
{
    public static SensorProducer CreateSensorProducer(this EmbeddedKafkaCluster cluster, Action<SensorProducerOptions>? configure = null)
    {
        SensorProducerOptions options = new() { BootstrapServers = cluster.BootstrapServers };
        configure?.Invoke(options);
        return new SensorProducer(options, TimeProvider.System);
    }

    /// <summary>Reads every partition from its start to its end, partition after partition.</summary>
    public static List<SentRecord> ReadAll(
        this EmbeddedKafkaCluster cluster, string topic, int partitions, CancellationToken cancellationToken)
    {
        ConsumerConfig config = new()
        {
            BootstrapServers = cluster.BootstrapServers,
            GroupId = "reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 10,
        };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        List<SentRecord> records = [];
        for (var partition = 0; partition < partitions; partition++)
        {
            consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
            while (consumer.Consume(cancellationToken) is { IsPartitionEOF: false } result)
            {
                records.Add(new SentRecord(
                    partition,
                    Encoding.UTF8.GetString(result.Message.Key),
                    Encoding.UTF8.GetString(result.Message.Value),
                    result.Message.Timestamp.UtcDateTime));
            }
        }

        return records;
    }

    /// <summary>Waits until partition 0 holds a record.</summary>
    public static Task WaitForRecordAsync(this EmbeddedKafkaCluster cluster, string topic, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            ConsumerConfig config = new() { BootstrapServers = cluster.BootstrapServers, GroupId = "watcher", FetchWaitMaxMs = 10 };
            using var consumer = new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).Build();
            consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
            consumer.Consume(cancellationToken);
        },
        cancellationToken);
}
