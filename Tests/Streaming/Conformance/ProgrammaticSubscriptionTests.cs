using FederatedOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.Streams.Core;
using Orleans.Streams.PubSub;

namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Subscriptions that others make for a grain, by <see cref="IStreamSubscriptionManager"/>.</summary>
[Trait("Category", "Cluster")]
[Collection(ConformanceSuite.Name)]
public sealed class ProgrammaticSubscriptionTests(ConformanceCluster cluster)
{
    private const int Items = 10;
    private readonly StreamId _stream = ConformanceCluster.NewStream();
    private readonly IStreamSubscriptionManager _manager = cluster.Silos.GetSiloServiceProvider(cluster.Silos.Primary!.SiloAddress)
        .GetRequiredService<IStreamSubscriptionManagerAdmin>().GetStreamSubscriptionManager(StreamSubscriptionManagerType.ExplicitSubscribeOnly);

    [Fact]
    public void Provider_OnASilo_HasASubscriptionManager()
    {
        var services = cluster.Silos.GetSiloServiceProvider(cluster.Silos.Primary!.SiloAddress);

        Assert.True(services.GetRequiredKeyedService<IStreamProvider>(ConformanceCluster.Provider).TryGetStreamSubscriptionManager(out var manager));
        Assert.NotNull(manager);
    }

    [Fact]
    public async Task Subscriptions_ForSeveralGrains_EachGetsAll()
    {
        var consumers = await SubscribeAsync<IPassiveConsumerGrain>(5);

        await cluster.ProduceAsync(_stream, 0, Items);

        foreach (var consumer in consumers)
        {
            Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(consumer.ToString("N"), Items));
            Assert.True(await cluster.Client.GetGrain<IPassiveConsumerGrain>(consumer).CountSubscribed() > 0);
        }
    }

    [Fact]
    public async Task RemoveSubscription_OfOneGrain_TheOtherGoesOn()
    {
        var consumers = await SubscribeAsync<IPassiveConsumerGrain>(2);
        await cluster.ProduceAsync(_stream, 0, Items);
        await Ledger.WaitAsync(consumers[0].ToString("N"), Items);

        var subscriptions = await _manager.GetSubscriptions(ConformanceCluster.Provider, _stream);
        var removed = subscriptions.Single(subscription => subscription.GrainId == cluster.Client.GetGrain<IPassiveConsumerGrain>(consumers[0]).GetGrainId());
        await _manager.RemoveSubscription(ConformanceCluster.Provider, _stream, removed.SubscriptionId);
        await cluster.ProduceAsync(_stream, Items, Items);

        Assert.Equal(Enumerable.Range(0, 2 * Items), await Ledger.WaitAsync(consumers[1].ToString("N"), 2 * Items));
        Assert.Equal(Enumerable.Range(0, Items), Ledger.Read(consumers[0].ToString("N")));
        Assert.Single(await _manager.GetSubscriptions(ConformanceCluster.Provider, _stream));
    }

    [Fact]
    public async Task UnwillingConsumers_UnsubscribeWhenTheyHearOfIt()
    {
        await SubscribeAsync<IUnwillingConsumerGrain>(5);

        await cluster.ProduceAsync(_stream, 0, 1);

        await Eventually.GetAsync(
            () => _manager.GetSubscriptions(ConformanceCluster.Provider, _stream), left => !left.Any(), TimeSpan.FromSeconds(60), "no subscription is left");
    }

    [Fact]
    public async Task Subscriptions_OfTwoProviders_AreKeptApart()
    {
        var (consumer, other) = (Guid.NewGuid(), Guid.NewGuid());
        await AddAsync<IPassiveConsumerGrain>(ConformanceCluster.Provider, consumer);
        await AddAsync<IPassiveConsumerGrain>(ConformanceCluster.ImpatientProvider, other);

        await cluster.ProduceAsync(_stream, 0, Items);
        await cluster.ProduceAsync(_stream, 100, Items, ConformanceCluster.ImpatientProvider);

        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(consumer.ToString("N"), Items));
        Assert.Equal(Enumerable.Range(100, Items), await Ledger.WaitAsync(other.ToString("N"), Items));
    }

    private Task<StreamSubscription> AddAsync<TGrain>(string provider, Guid consumer)
        where TGrain : IGrainWithGuidKey =>
        _manager.AddSubscription(provider, _stream, (GrainReference)(IAddressable)cluster.Client.GetGrain<TGrain>(consumer));

    private async Task<Guid[]> SubscribeAsync<TGrain>(int count)
        where TGrain : IGrainWithGuidKey
    {
        Guid[] consumers = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        await Task.WhenAll(consumers.Select(consumer => AddAsync<TGrain>(ConformanceCluster.Provider, consumer)));
        return consumers;
    }
}
