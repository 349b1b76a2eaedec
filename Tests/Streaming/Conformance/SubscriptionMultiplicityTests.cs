namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Several subscriptions of one stream: added, resumed and removed while it is produced.</summary>
[Trait("Category", "Cluster")]
[Collection(ConformanceSuite.Name)]
public sealed class SubscriptionMultiplicityTests(ConformanceCluster cluster)
{
    private const int Items = 10;
    private readonly StreamId _stream = ConformanceCluster.NewStream();

    [Fact]
    public async Task TwoSubscriptions_OfOneGrain_BothGetAll()
    {
        var (left, right, consumer) = (Ledger.NewPage(), Ledger.NewPage(), cluster.NewConsumer());
        await consumer.Subscribe(ConformanceCluster.Provider, _stream, left);
        await consumer.Subscribe(ConformanceCluster.Provider, _stream, right);

        await cluster.ProduceAsync(_stream, 0, Items);

        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(left, Items));
        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(right, Items));
        Assert.Equal(2, await consumer.CountSubscriptions(ConformanceCluster.Provider, _stream));
    }

    [Fact]
    public async Task Unsubscribe_OneOfTwo_TheOtherGoesOn()
    {
        var (gone, kept, consumer) = (Ledger.NewPage(), Ledger.NewPage(), cluster.NewConsumer());
        var first = await consumer.Subscribe(ConformanceCluster.Provider, _stream, gone);
        await consumer.Subscribe(ConformanceCluster.Provider, _stream, kept);
        await cluster.ProduceAsync(_stream, 0, Items);
        await Ledger.WaitAsync(gone, Items);

        await consumer.Unsubscribe(ConformanceCluster.Provider, _stream, first);
        await cluster.ProduceAsync(_stream, Items, Items);

        Assert.Equal(Enumerable.Range(0, 2 * Items), await Ledger.WaitAsync(kept, 2 * Items));
        Assert.Equal(Enumerable.Range(0, Items), Ledger.Read(gone));
        Assert.Equal(1, await consumer.CountSubscriptions(ConformanceCluster.Provider, _stream));
    }

    [Fact]
    public async Task Subscribe_AfterUnsubscribing_GetsWhatComesThen()
    {
        var (before, after, consumer) = (Ledger.NewPage(), Ledger.NewPage(), cluster.NewConsumer());
        var first = await consumer.Subscribe(ConformanceCluster.Provider, _stream, before);
        await cluster.ProduceAsync(_stream, 0, Items);
        await Ledger.WaitAsync(before, Items);

        await consumer.Unsubscribe(ConformanceCluster.Provider, _stream, first);
        await consumer.Subscribe(ConformanceCluster.Provider, _stream, after);
        await cluster.ProduceAsync(_stream, Items, Items);

        Assert.Equal(Enumerable.Range(Items, Items), await Ledger.WaitAsync(after, Items));
        Assert.Equal(Items, Ledger.Read(before).Count);
    }

    [Fact]
    public async Task Resume_WithAnotherObserver_ReplacesTheFormerAndLosesNothing()
    {
        var (before, after, consumer) = (Ledger.NewPage(), Ledger.NewPage(), cluster.NewConsumer());
        await consumer.Subscribe(ConformanceCluster.Provider, _stream, before);
        await cluster.ProduceAsync(_stream, 0, Items);
        await Ledger.WaitAsync(before, Items);

        await consumer.Resume(ConformanceCluster.Provider, _stream, after);
        await cluster.ProduceAsync(_stream, Items, Items);

        Assert.Equal(Enumerable.Range(Items, Items), await Ledger.WaitAsync(after, Items));
        Assert.Equal(Items, Ledger.Read(before).Count);
        Assert.Equal(1, await consumer.CountSubscriptions(ConformanceCluster.Provider, _stream));
    }

    [Fact]
    public async Task Resume_AfterDeactivation_GetsWhatComesThen()
    {
        var (page, consumer) = (Ledger.NewPage(), cluster.NewConsumer());
        await consumer.Subscribe(ConformanceCluster.Provider, _stream, page);
        await cluster.ProduceAsync(_stream, 0, Items);
        await Ledger.WaitAsync(page, Items);

        await consumer.Deactivate();
        await cluster.ProduceAsync(_stream, Items, Items);

        Assert.Equal(Enumerable.Range(0, 2 * Items), await Ledger.WaitAsync(page, 2 * Items));
    }

    [Fact]
    public async Task Client_WithTwoSubscriptions_ResumesAndRemovesThem()
    {
        var (left, right, resumed) = (Ledger.NewPage(), Ledger.NewPage(), Ledger.NewPage());
        var first = await cluster.GetStream(_stream).SubscribeAsync(new PageObserver(left));
        await cluster.GetStream(_stream).SubscribeAsync(new PageObserver(right));
        await cluster.ProduceAsync(_stream, 0, Items);
        await Ledger.WaitAsync(left, Items);
        await Ledger.WaitAsync(right, Items);

        first = await first.ResumeAsync(new PageObserver(resumed));
        await cluster.ProduceAsync(_stream, Items, Items);
        await Ledger.WaitAsync(resumed, Items);
        await first.UnsubscribeAsync();
        await cluster.ProduceAsync(_stream, 2 * Items, Items);

        Assert.Equal(Enumerable.Range(0, 3 * Items), await Ledger.WaitAsync(right, 3 * Items));
        Assert.Equal(Enumerable.Range(Items, Items), Ledger.Read(resumed));
        Assert.Equal(Enumerable.Range(0, Items), Ledger.Read(left));
        Assert.Single(await cluster.GetStream(_stream).GetAllSubscriptionHandles());
        await Assert.Single(await cluster.GetStream(_stream).GetAllSubscriptionHandles()).UnsubscribeAsync();
    }
}
