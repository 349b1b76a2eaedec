using System.Diagnostics.Metrics;
using FederatedOrleans.Tests.Support;
using Orleans.Streaming.Kafka;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>A subscription goes back far beyond the cache, to what the log holds or no longer holds.</summary>
[Trait("Category", "Cluster")]
[Collection(LedgerFixture.Name)]
public sealed class FarRewindTests(LedgerFixture shared)
{
    private const int Records = 300_000;
    private const int Chunk = 50_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private readonly LedgerCluster _cluster = shared.Cluster;

    /// <summary>It is held at its first old record until the other subscription has live ones, so those came during the rewind.</summary>
    [Fact]
    public async Task Rewind_ByManyRecords_HasNoGapAndTheOtherSubscriptionStaysLive()
    {
        const int partition = 9;
        const int live = 500;
        for (var i = 0; i < Records; i += Chunk)
        {
            await _cluster.ProduceAsync(LedgerCluster.Parts, partition, Chunk, size: 8);
        }

        var tail = _cluster.Ledger(partition);
        await WaitAsync(tail, Records);
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var far = _cluster.Ledger("explicit", "far");
        far.Start = 0;
        far.Before = offset => offset == Records / 2 ? open.Task : Task.CompletedTask;
        var grain = _cluster.Silos.Client.GetGrain<IExplicitLedgerGrain>("far");

        await grain.Subscribe(LedgerCluster.Parts, $"{partition}", 0);
        await WaitAsync(far, Records / 2);
        await _cluster.ProduceAsync(LedgerCluster.Parts, partition, live);
        await WaitAsync(tail, Records + live);
        Assert.Equal(Records / 2, far.Count);
        open.SetResult();
        await WaitAsync(far, Records + live);
        await _cluster.ProduceAsync(LedgerCluster.Parts, partition, live);
        await WaitAsync(far, Records + (2 * live));
        await WaitAsync(tail, Records + (2 * live));

        var all = Enumerable.Range(0, Records + (2 * live)).Select(number => (long)number).ToList();
        Assert.Equal(all, far.Taken.Select(taken => taken.Offset));
        Assert.Equal(all, tail.Taken.Select(taken => taken.Offset));
        await grain.Unsubscribe();
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public async Task Place_ThatRetentionRemoved_IsReportedAndCounted(int partition, bool isExplicit)
    {
        const int records = 120;
        var missing = 0L;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Name: "kafka.missing.offsets" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref missing, value));
        listener.Start();
        var ledger = _cluster.Ledger(partition);
        await _cluster.ProduceAsync(LedgerCluster.Parts, partition, 1);
        await WaitAsync(ledger, 1);

        // The embedded broker keeps 5 MiB of a partition.
        var random = new Random(partition);
        for (var i = 0; i < records; i++)
        {
            var value = new byte[64 * 1024];
            random.NextBytes(value);
            await _cluster.ProduceAsync(LedgerCluster.Parts, partition, new() { Value = value });
        }

        await Eventually.GetAsync(
            () => Task.FromResult(ledger), seen => seen.Last?.Offset == records, Deadline, "the live records");
        if (isExplicit)
        {
            ledger = _cluster.Ledger("explicit", "retention");
            ledger.Start = 0;
            await _cluster.Silos.Client.GetGrain<IExplicitLedgerGrain>("retention").Subscribe(LedgerCluster.Parts, $"{partition}", 0);
        }
        else
        {
            ledger.Start = 0;
            await _cluster.RestartAsync(partition);
        }

        var activation = ledger.Activations;
        await Eventually.GetAsync(
            () => Task.FromResult(ledger), seen => seen.Last == (activation, records), Deadline, "what is left");

        var gap = Assert.IsType<KafkaOffsetException>(Assert.Single(ledger.Errors));
        var taken = ledger.Taken.Where(taken => taken.Activation == activation).Select(taken => taken.Offset).ToList();
        Assert.Equal((LedgerCluster.Parts, partition, 0L, taken[0]), (gap.Topic, gap.Partition, gap.Asked, gap.Available));
        Assert.InRange(gap.Available, 1, records - 1);
        Assert.Equal(Enumerable.Range((int)gap.Available, records + 1 - (int)gap.Available).Select(number => (long)number), taken);
        Assert.Equal(gap.Available, Interlocked.Read(ref missing));
    }

    private static Task<Ledger> WaitAsync(Ledger ledger, int count) =>
        Eventually.GetAsync(() => Task.FromResult(ledger), seen => seen.Count >= count, Deadline, $"{count} records");
}
