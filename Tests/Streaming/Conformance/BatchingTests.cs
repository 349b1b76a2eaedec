namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Events that are produced together, and consumers that take what there is at once.</summary>
[Trait("Category", "Cluster")]
[Collection(ConformanceSuite.Name)]
public sealed class BatchingTests(ConformanceCluster cluster)
{
    private const int Batches = 30;
    private const int Items = 10;
    private readonly StreamId _stream = ConformanceCluster.NewStream();
    private readonly string _page = Ledger.NewPage();

    [Fact]
    public async Task BatchProducer_SingleConsumer_GetsAllInOrder()
    {
        await cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, _stream, _page);

        await ProduceAsync();

        Assert.Equal(Enumerable.Range(0, Batches * Items), await Ledger.WaitAsync(_page, Batches * Items));
    }

    [Fact]
    public async Task BatchProducer_BatchConsumer_GetsBatches()
    {
        await cluster.NewConsumer().SubscribeToBatches(ConformanceCluster.Provider, _stream, _page);

        await ProduceAsync();

        Assert.Equal(Enumerable.Range(0, Batches * Items), await Ledger.WaitAsync(_page, Batches * Items));
        var sizes = await Ledger.WaitAsync($"{_page}/sizes", seen => seen.Sum() == Batches * Items, "the size of every batch");
        Assert.True(sizes.Max() >= Items, $"The largest batch has {sizes.Max()} items.");
    }

    [Fact]
    public async Task SingleProducer_ClientThatTakesBatches_GetsAllInOrder()
    {
        var handle = await cluster.GetStream(_stream).SubscribeAsync(new BatchPageObserver(_page));

        await cluster.ProduceAsync(_stream, 0, Items);

        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(_page, Items));
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task OnNextBatchAsync_OfNothing_IsNothing()
    {
        await cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, _stream, _page);

        await cluster.GetStream(_stream).OnNextBatchAsync([]);
        await cluster.ProduceAsync(_stream, 0, 1);

        Assert.Equal([0], await Ledger.WaitAsync(_page, 1));
    }

    private async Task ProduceAsync()
    {
        for (var i = 0; i < Batches; i++)
        {
            await cluster.GetStream(_stream).OnNextBatchAsync(Enumerable.Range(i * Items, Items));
        }
    }
}
