using System.Text;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Tests.Streaming.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streaming.Kafka.Topics;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>A process that is a client of the cluster.</summary>
[Trait("Category", "Cluster")]
public sealed class ClientTests : IAsyncLifetime
{
    private const string Provider = "events";
    private readonly EmbeddedKafkaCluster _kafka = StreamHost.StartKafka();
    private StreamHost _silo = null!;
    private StreamHost _client = null!;

    public async ValueTask InitializeAsync()
    {
        var gateway = FreePort.Get();
        _silo = await StreamHost.StartSiloAsync(gateway, [], silo => silo.AddKafkaStreams(Provider, options =>
        {
            options.BootstrapServers = _kafka.BootstrapServers;
            options.Topics[StreamHost.Topic] = new();
        }));
        _client = await StreamHost.StartClientAsync(
            gateway, [], client => client.AddKafkaStreams(Provider, (KafkaStreamOptions options) => options.BootstrapServers = _kafka.BootstrapServers));
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _silo.DisposeAsync();
        _kafka.Dispose();
    }

    [Fact]
    public async Task Client_WithAnExplicitSubscription_GetsWhatIsProducedAfterwards()
    {
        Inbox inbox = new();
        var subscription = await SubscribeAsync(inbox, 0);

        await _client.GetStream(Provider, 0).OnNextAsync(new("by client", 1));
        await _silo.GetStream(Provider, 0).OnNextAsync(new("by silo", 2));
        await inbox.WaitAsync(2);
        await subscription.UnsubscribeAsync();
        await _client.GetStream(Provider, 0).OnNextAsync(new("nobody", 3));
        await _silo.Inbox.WaitAsync(3);

        Assert.Equal([new("by client", 1), new("by silo", 2)], inbox.Items.Select(item => item.Reading));
    }

    [Fact]
    public async Task Client_SubscribedFromAnOffset_GetsWhatWasProducedBefore()
    {
        for (var i = 0; i < 5; i++)
        {
            await _client.GetStream(Provider, 1).OnNextAsync(new("s", i));
        }

        Inbox inbox = new();
        await SubscribeAsync(inbox, 1, KafkaPosition.ExplicitStart(2));

        Assert.Equal([2.0, 3, 4], (await inbox.WaitAsync(3)).Select(item => item.Reading.Value));
    }

    [Fact]
    public async Task Client_Services_AreThoseOfASilo()
    {
        var producer = _client.Services.GetRequiredKeyedService<KafkaProducer>(Provider);
        var offset = await producer.ProduceAsync(
            StreamHost.Topic, 2, null, Encoding.UTF8.GetBytes("""{"sensor":"s","value":1}"""), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(offset + 1, await _client.GetEndAsync(Provider, 2));
        Assert.Equal(
            StreamHost.Partitions,
            await _client.Services.GetRequiredKeyedService<KafkaLogReader>(Provider).GetPartitionCountAsync(StreamHost.Topic, TestContext.Current.CancellationToken));
        Assert.NotNull(_client.Services.GetRequiredKeyedService<KafkaTopicDirectory>(Provider));
        Assert.IsType<DefaultStreamMapper>(_client.Services.GetRequiredKeyedService<IKafkaStreamMapper>(Provider));
        Assert.Equal(new("s", 1), (await _silo.Inbox.WaitAsync(1))[0].Reading);
    }

    private Task<StreamSubscriptionHandle<Reading>> SubscribeAsync(Inbox inbox, int partition, StreamSequenceToken? start = null) =>
        _client.GetStream(Provider, partition).SubscribeAsync(
            (reading, _) =>
            {
                inbox.Add(Provider, $"{partition}", reading);
                return Task.CompletedTask;
            },
            start!);
}
