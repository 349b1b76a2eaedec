using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>Consumers that are slow, fail or are away for longer than Orleans tries: nothing is lost, and nobody else waits.</summary>
[Trait("Category", "Cluster")]
[Collection(LedgerFixture.Name)]
public sealed class ConsumerFaultTests(LedgerFixture shared)
{
    private const int Records = 400;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly LedgerCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Slow_AnotherStreamOfThePartition_IsNotDelayed()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var (slow, fast) = (_cluster.Ledger(LedgerCluster.Keys, "slow"), _cluster.Ledger(LedgerCluster.Keys, "fast"));
        slow.Before = _ => open.Task;

        var offsets = await _cluster.ProduceAsync(LedgerCluster.Keys, 0, Records, number => number % 2 == 0 ? "slow" : "fast");
        await WaitAsync(fast, Records / 2);

        Assert.Equal(0, slow.Count);
        open.SetResult();
        await WaitAsync(slow, Records / 2);
        slow.Verify(offsets.Where((_, number) => number % 2 == 0));
        fast.Verify(offsets.Where((_, number) => number % 2 == 1));
    }

    /// <summary>A few failures are repeated by the agent; many outlast its patience of 200 ms and come back from the cache.</summary>
    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(2, 77, 40)]
    [InlineData(3, Records - 1, 40)]
    public async Task Throws_OnOneRecord_GetsItAgainUntilItIsTaken(int partition, int record, int failures)
    {
        var (failing, other) = (_cluster.Ledger(LedgerCluster.Keys, $"failing-{partition}"), _cluster.Ledger(LedgerCluster.Keys, $"other-{partition}"));
        var attempts = 0;
        failing.Before = offset => offset == 2 * record && ++attempts <= failures ? throw new IOException("The consumer fails.") : Task.CompletedTask;

        var offsets = await _cluster.ProduceAsync(
            LedgerCluster.Keys, partition, 2 * Records, number => number % 2 == 0 ? $"failing-{partition}" : $"other-{partition}");
        await WaitAsync(failing, Records);
        await WaitAsync(other, Records);

        Assert.Equal(failures + 1, attempts);
        failing.Verify(offsets.Where((_, number) => number % 2 == 0));
        other.Verify(offsets.Where((_, number) => number % 2 == 1));
    }

    [Fact]
    public async Task Away_LongerThanOrleansTries_LosesNothing()
    {
        const int partition = 0;
        var ledger = _cluster.Ledger(partition);
        var isAway = true;
        var failures = 0;
        ledger.Before = _ => Volatile.Read(ref isAway) && Interlocked.Increment(ref failures) > 0 ? throw new TimeoutException("It is away.") : Task.CompletedTask;

        var offsets = await _cluster.ProduceAsync(LedgerCluster.Parts, partition, Records);

        // Orleans gives up after 200 ms and tells the consumer; three such times are more than it would ever repeat by itself.
        await Eventually.GetAsync(() => Task.FromResult(ledger), seen => seen.Errors.Count >= 3, Deadline, "Orleans has given up three times");
        Volatile.Write(ref isAway, false);
        await WaitAsync(ledger, Records);

        Assert.True(failures > 3);
        ledger.Verify(offsets);
    }

    private static Task<Ledger> WaitAsync(Ledger ledger, int count) =>
        Eventually.GetAsync(() => Task.FromResult(ledger), seen => seen.Count >= count, Deadline, $"{count} records");
}
