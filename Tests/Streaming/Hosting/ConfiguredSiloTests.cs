using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Streaming.Clusters;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>Configuration keys alone make a silo and a client that produce and consume.</summary>
[Trait("Category", "Cluster")]
public sealed class ConfiguredSiloTests : IDisposable
{
    private static readonly Reading[] Readings = [new("a", 1.5), new("b", 2.5), new("c", 3.5)];
    private readonly EmbeddedKafkaCluster _kafka = StreamHost.StartKafka();
    private readonly int _gateway = FreePort.Get();

    [Theory]
    [InlineData("Kafka", "ServiceKey")]
    [InlineData("KafkaServer", "ConnectionName")]
    public async Task Silo_FromKeysAlone_ProducesAndConsumes(string type, string connection)
    {
        await using var silo = await StreamHost.StartSiloAsync(_gateway, Settings(type, connection));

        await silo.GetStream("events", 2).OnNextBatchAsync(Readings);
        var items = await silo.Inbox.WaitAsync(Readings.Length);

        Assert.Equal(Readings.Select(reading => ("events", "2", reading)), items);
        Assert.Equal(Readings.Length, await silo.GetEndAsync("events", 2));
    }

    [Fact]
    public async Task Client_FromKeysAlone_ProducesAndConsumes()
    {
        await using var silo = await StreamHost.StartSiloAsync(_gateway, Settings("Kafka", "ServiceKey"));
        await using var client = await StreamHost.StartClientAsync(_gateway, Settings("Kafka", "ServiceKey"));
        Inbox inbox = new();
        await client.GetStream("events", 1).SubscribeAsync((reading, _) =>
        {
            inbox.Add("events", "1", reading);
            return Task.CompletedTask;
        });

        await client.GetStream("events", 1).OnNextBatchAsync(Readings);

        Assert.Equal(Readings, (await inbox.WaitAsync(Readings.Length)).Select(item => item.Reading));
        Assert.Equal(Readings, (await silo.Inbox.WaitAsync(Readings.Length)).Select(item => item.Reading));
    }

    public void Dispose() => _kafka.Dispose();

    private IEnumerable<(string Key, string? Value)> Settings(string type, string connection) =>
    [
        ("Orleans:Streaming:events:ProviderType", type),
        ($"Orleans:Streaming:events:{connection}", "broker"),
        ($"Orleans:Streaming:events:Topics:{StreamHost.Topic}:Partitions", $"{StreamHost.Partitions}"),
        ("ConnectionStrings:broker", _kafka.BootstrapServers),
    ];
}
