namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>A stream filter decides about each event, for each subscription on its own.</summary>
[Trait("Category", "Cluster")]
[Collection(ConformanceSuite.Name)]
public sealed class FilteringTests(ConformanceCluster cluster)
{
    private const int Items = 40;
    private readonly StreamId _stream = ConformanceCluster.NewStream();

    [Theory]
    [InlineData("even")]
    [InlineData("7")]
    public async Task Filter_ByData_LetsThroughWhatItWants(string filter)
    {
        var (filtered, all, consumer) = (Ledger.NewPage(), Ledger.NewPage(), cluster.NewConsumer());
        await consumer.Subscribe(ConformanceCluster.FilteredProvider, _stream, filtered, filter);
        await consumer.Subscribe(ConformanceCluster.FilteredProvider, _stream, all);

        await cluster.GetStream(_stream, ConformanceCluster.FilteredProvider).OnNextBatchAsync(Enumerable.Range(0, Items));
        await Ledger.WaitAsync(all, Items);
        var wanted = Enumerable.Range(0, Items).Where(item => filter == "even" ? item % 2 == 0 : item == 7).ToList();
        await Ledger.WaitAsync(filtered, wanted.Count);

        // What comes behind shows that nothing else is on its way.
        var last = filter == "even" ? Items : 7;
        await cluster.GetStream(_stream, ConformanceCluster.FilteredProvider).OnNextAsync(last);

        Assert.Equal([.. wanted, last], await Ledger.WaitAsync(filtered, wanted.Count + 1));
        Assert.Equal([.. Enumerable.Range(0, Items), last], await Ledger.WaitAsync(all, Items + 1));
    }

    [Fact]
    public async Task Filter_Throws_EverythingIsDelivered()
    {
        var page = Ledger.NewPage();
        await cluster.NewConsumer().Subscribe(ConformanceCluster.FilteredProvider, _stream, page, "throw");

        await cluster.ProduceAsync(_stream, 0, Items, ConformanceCluster.FilteredProvider);

        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(page, Items));
    }
}
