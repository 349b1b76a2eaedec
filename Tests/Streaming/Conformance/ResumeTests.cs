namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Streams that nobody produced for a while, whose agents have forgotten them, and consumers that were deactivated meanwhile.</summary>
[Trait("Category", "Cluster")]
[Collection(ConformanceSuite.Name)]
public sealed class ResumeTests(ConformanceCluster cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private StreamId Stream => StreamId.Create(ImplicitLedgerGrain.Namespace, _key);

    private string Page => _key.ToString("N");

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Inactivity_ThenMore_ComesOnce(int others)
    {
        using StreamEvents events = new(Stream);
        await cluster.ProduceAsync(Stream, 0, 1);
        await Ledger.WaitAsync(Page, 1);
        await events.WaitForInactivityAsync();

        // Other streams push it out of the cache.
        await Task.WhenAll(Enumerable.Range(0, others).Select(_ => cluster.ProduceAsync(StreamId.Create(ImplicitLedgerGrain.Namespace, Guid.NewGuid()), 0, 1)));
        await cluster.ProduceAsync(Stream, 1, 1);
        await Ledger.WaitAsync(Page, 2);
        await cluster.ProduceAsync(Stream, 2, 1);

        Assert.Equal([0, 1, 2], await Ledger.WaitAsync(Page, 3));
    }

    [Fact]
    public async Task Deactivation_AfterInactivity_GetsWhatComesThen()
    {
        using StreamEvents events = new(Stream);
        await cluster.ProduceAsync(Stream, 0, 1);
        await Ledger.WaitAsync(Page, 1);
        await events.WaitForInactivityAsync();
        await cluster.Client.GetGrain<IImplicitLedgerGrain>(_key).Deactivate();

        await cluster.ProduceAsync(Stream, 1, 2);

        Assert.Equal([0, 1, 2], await Ledger.WaitAsync(Page, 3));
    }

    [Fact]
    public async Task Deactivation_OnEveryEventOfAnActiveStream_LosesNothing()
    {
        await cluster.Client.GetGrain<IImplicitLedgerGrain>(_key).DeactivateOnEvent();
        var other = StreamId.Create(ImplicitLedgerGrain.Namespace, Guid.NewGuid());

        for (var i = 0; i < 5; i++)
        {
            await cluster.ProduceAsync(Stream, i, 1);
            await cluster.ProduceAsync(other, i, 3);
        }

        Assert.Equal([0, 1, 2, 3, 4], await Ledger.WaitAsync(Page, 5));
    }

    /// <summary>The rendezvous grains of explicit subscriptions come back from their store.</summary>
    [Fact]
    public async Task Rendezvous_Deactivated_TheSubscriptionGoesOn()
    {
        var (stream, page, client) = (ConformanceCluster.NewStream(), Ledger.NewPage(), Ledger.NewPage());
        await cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, stream, page);
        var handle = await cluster.GetStream(stream).SubscribeAsync(new PageObserver(client));
        await cluster.ProduceAsync(stream, 0, 5);
        await Ledger.WaitAsync(page, 5);

        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        foreach (var grain in await management.GetActiveGrains(GrainType.Create("pubsubrendezvous"), TestContext.Current.CancellationToken))
        {
            await cluster.Client.GetGrain<Orleans.Core.Internal.IGrainManagementExtension>(grain).DeactivateOnIdle(TestContext.Current.CancellationToken);
        }

        await cluster.ProduceAsync(stream, 5, 5);

        Assert.Equal(Enumerable.Range(0, 10), await Ledger.WaitAsync(page, 10));
        Assert.Equal(Enumerable.Range(0, 10), await Ledger.WaitAsync(client, 10));
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task FilteredEvents_BeforeInactivity_AreNotDeliveredLater()
    {
        var consumer = cluster.NewConsumer();
        var (stream, page) = (ConformanceCluster.NewStream(), Ledger.NewPage());
        using StreamEvents events = new(stream);
        await consumer.Subscribe(ConformanceCluster.FilteredProvider, stream, page, "2");
        await cluster.ProduceAsync(stream, 0, 2, ConformanceCluster.FilteredProvider);
        await events.WaitForInactivityAsync();

        await cluster.ProduceAsync(stream, 2, 1, ConformanceCluster.FilteredProvider);

        Assert.Equal([2], await Ledger.WaitAsync(page, 1));
    }
}
