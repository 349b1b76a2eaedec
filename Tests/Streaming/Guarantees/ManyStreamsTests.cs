using System.Globalization;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>One partition holds 10,000 streams.</summary>
[Trait("Category", "Cluster")]
[Collection(LedgerFixture.Name)]
public sealed class ManyStreamsTests(LedgerFixture shared)
{
    private const int Streams = 10_000;
    private const int Rounds = 3;
    private const int Partition = 9;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Keys_TenThousandInOnePartition_AllAreDelivered()
    {
        var cluster = shared.Cluster;
        var ledgers = Enumerable.Range(0, Streams).Select(stream => cluster.Ledger(LedgerCluster.Keys, Key(stream))).ToList();
        ledgers.ForEach(ledger => ledger.IsStoring = false);

        var offsets = await cluster.ProduceAsync(LedgerCluster.Keys, Partition, Rounds * Streams, number => Key(number % Streams));
        await Eventually.GetAsync(
            () => Task.FromResult(ledgers.Sum(ledger => ledger.Count)), count => count >= Rounds * Streams, Deadline, "all records of all streams");

        for (var stream = 0; stream < Streams; stream++)
        {
            Assert.Equal(Enumerable.Range(0, Rounds).Select(round => offsets[stream + (round * Streams)]), ledgers[stream].Counted);
        }
    }

    private static string Key(int stream) => stream.ToString("'s'00000", CultureInfo.InvariantCulture);
}
