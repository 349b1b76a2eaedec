using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>Silos come, go and are killed while records flow: every record is counted once.</summary>
[Trait("Category", "Cluster")]
public sealed class SiloFaultTests
{
    private const int Partitions = 8;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public Task Silos_KilledStoppedAndJoined_EveryRecordIsCountedOnce() => RunAsync(kills: 3, seed: 1);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public Task Silos_KilledManyTimes_EveryRecordIsCountedOnce(int seed) => RunAsync(kills: 10, seed);

    private static async Task RunAsync(int kills, int seed)
    {
        Random random = new(seed);
        await using var cluster = await LedgerCluster.StartAsync(silos: 2);
        var produced = Enumerable.Range(0, Partitions).Select(_ => new List<long>()).ToList();
        await ProduceAsync(cluster, produced, random);
        for (var round = 0; round < kills; round++)
        {
            var kill = cluster.Silos.SecondarySilos[^1];
            var producing = ProduceAsync(cluster, produced, random);
            await WaitAsync(cluster, random.Next(Partitions), produced, random.Next(1, 100));
            await cluster.Silos.KillSiloAsync(kill);
            await producing;
            await cluster.Silos.StartAdditionalSiloAsync();
        }

        // A third silo takes queues over, and gives them back when it stops.
        var third = await cluster.Silos.StartAdditionalSiloAsync();
        await ProduceAsync(cluster, produced, random);
        await cluster.Silos.StopSiloAsync(third);
        await ProduceAsync(cluster, produced, random);

        for (var partition = 0; partition < Partitions; partition++)
        {
            var ledger = cluster.Ledger(partition);
            await Eventually.GetAsync(() => Task.FromResult(ledger), seen => seen.Count == produced[partition].Count, Deadline, $"all of partition {partition}");
            ledger.Verify(produced[partition]);
        }
    }

    private static Task ProduceAsync(LedgerCluster cluster, List<List<long>> produced, Random random) => Task.WhenAll(
        produced.Select((_, partition) => (Partition: partition, Count: random.Next(50, 400))).ToList().Select(async part =>
            produced[part.Partition].AddRange(await cluster.ProduceAsync(LedgerCluster.Parts, part.Partition, part.Count))));

    private static Task<Ledger> WaitAsync(LedgerCluster cluster, int partition, List<List<long>> produced, int more)
    {
        var ledger = cluster.Ledger(partition);
        var goal = ledger.Count + more;
        return Eventually.GetAsync(
            () => Task.FromResult(ledger),
            seen => seen.Count >= goal || (produced[partition].Count > 0 && seen.Count >= produced[partition].Count),
            Deadline,
            "some records");
    }
}
