using FederatedOrleans.EmbeddedKafka;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;

namespace FederatedOrleans.Tests.Streaming.Clusters;

[Trait("Category", "Cluster")]
public sealed class KeyPartitionTests
{
    private const int Partitions = 13;
    private const int Keys = 1_000;

    [Fact]
    public async Task GetPartition_AnyKey_IsWhereTheProducerPutsIt()
    {
        using var kafka = EmbeddedKafkaCluster.Start();
        kafka.CreateTopic("keys", Partitions);
        using KafkaProducer producer = new(new KafkaStreamOptions { BootstrapServers = kafka.BootstrapServers }, NullLogger.Instance);
        using KafkaLogReader reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = kafka.BootstrapServers });
        Random random = new(1);
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(_ =>
        {
            var key = new byte[random.Next(1, 40)];
            random.NextBytes(key);
            return producer.ProduceAsync("keys", null, key, [1], cancellationToken: TestContext.Current.CancellationToken);
        }));

        var seen = 0;
        for (var partition = 0; partition < Partitions; partition++)
        {
            var bounds = await reader.GetWatermarksAsync("keys", partition, TestContext.Current.CancellationToken);
            await foreach (var record in reader.ReadAsync("keys", partition, bounds.Low, bounds.High, TestContext.Current.CancellationToken))
            {
                Assert.Equal(partition, KafkaPartitioner.GetPartition(record.Key, Partitions));
                seen++;
            }
        }

        Assert.Equal(Keys, seen);
    }
}
