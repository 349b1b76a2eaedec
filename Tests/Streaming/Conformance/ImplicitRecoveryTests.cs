namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>Implicit subscriptions whose consumers fail: an event that fails comes again, and only an option gives it up.</summary>
[Trait("Category", "Cluster")]
[Collection(ConformanceSuite.Name)]
public sealed class ImplicitRecoveryTests(ConformanceCluster cluster)
{
    private const int Streams = 10;
    private readonly Guid[] _keys = [.. Enumerable.Range(0, Streams).Select(_ => Guid.NewGuid())];

    [Fact]
    public async Task TransientErrors_EveryCriticalPlace_EachEventIsCountedOnce()
    {
        await ProduceAsync(TransientErrorGrain.Namespace, TransientErrorGrain.Items, ConformanceCluster.Provider);

        foreach (var key in _keys)
        {
            Assert.Equal([TransientErrorGrain.Items], await Ledger.WaitAsync(key.ToString("N"), 1));
        }
    }

    [Fact]
    public async Task LastingError_NoLimit_IsReportedAndTheEventComesUntilItIsTaken()
    {
        await ProduceAsync(PatientErrorGrain.Namespace, 50, ConformanceCluster.Provider);

        foreach (var key in _keys)
        {
            Assert.Equal(Enumerable.Range(0, 50), await Ledger.WaitAsync(key.ToString("N"), 50));
            Assert.Equal([0], Ledger.Read($"{key:N}/errors").Distinct());
        }
    }

    [Fact]
    public async Task LastingError_Limit_IsReportedAndTheEventAloneIsGivenUp()
    {
        await ProduceAsync(ImpatientErrorGrain.Namespace, 50, ConformanceCluster.ImpatientProvider);

        foreach (var key in _keys)
        {
            var items = await Ledger.WaitAsync(key.ToString("N"), 49);
            Assert.Equal(Enumerable.Range(0, 50).Where(item => item != LastingErrorGrain.Refused), items);
            Assert.Single(Ledger.Read($"{key:N}/errors"), 1);
        }
    }

    private Task ProduceAsync(string streamNamespace, int count, string provider) =>
        Task.WhenAll(_keys.Select(key => cluster.NewProducer().Produce(provider, StreamId.Create(streamNamespace, key), 0, count)));
}
