namespace FederatedOrleans.Tests.Streaming.Conformance;

/// <summary>
/// Queues move late when silos that are expected are not there yet, and at once when silos come or go that were: wherever they are, their records
/// follow. With eight partitions and four silos that are expected, two queues belong to each.
/// </summary>
[Trait("Category", "Cluster")]
public sealed class DelayedRebalancingTests : IAsyncLifetime
{
    private BalancedCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await BalancedCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Silos_HalfOfThoseExpected_TakeTheQueuesOfTheOthersWhenMature()
    {
        var own = await _cluster.WaitForReadingAsync(perSilo: 2, all: 4);
        await _cluster.ProduceAsync();
        await _cluster.VerifyAsync(own);
        var others = Enumerable.Range(0, BalancedCluster.Partitions).Except(own).ToList();
        Assert.All(others, partition => Assert.Empty(_cluster.EventsOf(partition)));

        await MatureAsync();
        await _cluster.ProduceAsync();

        await _cluster.VerifyAsync(Enumerable.Range(0, BalancedCluster.Partitions));
    }

    [Fact]
    public async Task Silos_JoinAndStop_QueuesMoveAndNoRecordIsMissed()
    {
        await MatureAsync();
        await _cluster.ProduceAsync();

        var added = await _cluster.Silos.StartAdditionalSilosAsync(2, startAdditionalSiloOnNewPort: false, TestContext.Current.CancellationToken);
        await _cluster.WaitForReadingAsync(perSilo: 2, all: 8);
        await _cluster.ProduceAsync();
        await _cluster.VerifyAsync(Enumerable.Range(0, BalancedCluster.Partitions));

        BalancedCluster.Mature();
        await _cluster.ProduceAsync();
        await _cluster.WaitForReadingAsync(perSilo: 2, all: 8);

        await _cluster.Silos.StopSiloAsync(added[^1], TestContext.Current.CancellationToken);
        await _cluster.WaitForReadingAsync(perSilo: 2, all: 8);
        await _cluster.ProduceAsync();
        await _cluster.VerifyAsync(Enumerable.Range(0, BalancedCluster.Partitions));
    }

    /// <summary>A silo that hears late of another one waits anew for it.</summary>
    private async Task MatureAsync()
    {
        await _cluster.WaitForReadingAsync(perSilo: 2, all: 4);
        BalancedCluster.Mature();
        await _cluster.WaitForReadingAsync(perSilo: 4, all: 8);
    }
}
