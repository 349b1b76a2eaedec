namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>One stream: grains and clients produce and consume, in any order of their coming.</summary>
[Trait("Category", "Cluster")]
[Collection(ConformanceSuite.Name)]
public sealed class SingleStreamTests(ConformanceCluster cluster)
{
    private const int Items = 20;

    public static TheoryData<StreamId> Keys =>
    [
        StreamId.Create("SMSProvider", Guid.NewGuid()),
        StreamId.Create("StreamNamespace", Guid.NewGuid().ToString()),
        StreamId.Create("numbers", 123_456_789_012L),
        StreamId.Create(null!, Guid.NewGuid()),
        StreamId.Create("A namespace / with: all sorts ☃", "and a key ☃ " + Guid.NewGuid()),
        StreamId.Create(ConformanceCluster.Provider, Guid.NewGuid()),
        StreamId.Create(ConformanceCluster.Provider, "1"),
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task GrainConsumer_GrainProducer_AnyStreamId_GetsAllInOrder(StreamId stream)
    {
        var page = Ledger.NewPage();
        await cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, stream, page);

        await cluster.NewProducer().Produce(ConformanceCluster.Provider, stream, 0, Items);

        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(page, Items));
    }

    [Fact]
    public async Task GrainConsumer_ClientProducer_GetsAllInOrder()
    {
        var (stream, page) = (ConformanceCluster.NewStream(), Ledger.NewPage());
        await cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, stream, page);

        await cluster.ProduceAsync(stream, 0, Items);

        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(page, Items));
    }

    [Fact]
    public async Task ClientConsumer_GrainProducer_GetsAllInOrder()
    {
        var (stream, page) = (ConformanceCluster.NewStream(), Ledger.NewPage());
        var handle = await cluster.GetStream(stream).SubscribeAsync(new PageObserver(page));

        await cluster.NewProducer().Produce(ConformanceCluster.Provider, stream, 0, Items);

        Assert.Equal(Enumerable.Range(0, Items), await Ledger.WaitAsync(page, Items));
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public async Task ManyConsumers_ManyProducers_EachGetsAllOnce()
    {
        const int many = 5;
        var stream = ConformanceCluster.NewStream();
        var pages = Enumerable.Range(0, many).Select(_ => Ledger.NewPage()).ToList();
        await Task.WhenAll(pages.Select(page => cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, stream, page)));

        await Task.WhenAll(Enumerable.Range(0, many).Select(i => cluster.NewProducer().Produce(ConformanceCluster.Provider, stream, i * Items, Items)));

        foreach (var page in pages)
        {
            var items = await Ledger.WaitAsync(page, many * Items);
            Assert.Equal(Enumerable.Range(0, many * Items), items.Order());
            Assert.All(Enumerable.Range(0, many), i => Assert.Equal(Enumerable.Range(i * Items, Items), items.Where(item => item / Items == i)));
        }
    }

    [Fact]
    public async Task Consumer_SubscribesWhileItIsProduced_GetsWhatComesThen()
    {
        var (stream, early, late) = (ConformanceCluster.NewStream(), Ledger.NewPage(), Ledger.NewPage());
        await cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, stream, early);
        await cluster.ProduceAsync(stream, 0, Items);
        await Ledger.WaitAsync(early, Items);

        await cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, stream, late);
        await cluster.ProduceAsync(stream, Items, Items);

        Assert.Equal(Enumerable.Range(Items, Items), await Ledger.WaitAsync(late, Items));
        Assert.Equal(Enumerable.Range(0, 2 * Items), await Ledger.WaitAsync(early, 2 * Items));
    }

    [Fact]
    public async Task ManyStreams_OfOneProvider_AreKeptApart()
    {
        const int many = 30;
        var streams = Enumerable.Range(0, many).Select(_ => (Stream: ConformanceCluster.NewStream(), Page: Ledger.NewPage())).ToList();
        await Task.WhenAll(streams.Select(entry => cluster.NewConsumer().Subscribe(ConformanceCluster.Provider, entry.Stream, entry.Page)));

        await Task.WhenAll(streams.Select((entry, i) => cluster.NewProducer().Produce(ConformanceCluster.Provider, entry.Stream, i * Items, Items)));

        for (var i = 0; i < many; i++)
        {
            Assert.Equal(Enumerable.Range(i * Items, Items), await Ledger.WaitAsync(streams[i].Page, Items));
        }
    }
}
