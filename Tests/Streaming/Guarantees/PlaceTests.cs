using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>Subscriptions of both kinds begin and resume at offsets by the hundred: each gets exactly the records from there on.</summary>
[Trait("Category", "Cluster")]
[Collection(LedgerFixture.Name)]
public sealed class PlaceTests(LedgerFixture shared)
{
    private const int Records = 200;
    private const int PlacesPerLane = 30;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly LedgerCluster _cluster = shared.Cluster;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Explicit_AtAnyOffset_GetsExactlyTheRecordsFromThere(int partition)
    {
        Random random = new(partition);
        await _cluster.ProduceAsync(LedgerCluster.Parts, partition, Records);
        var grain = _cluster.Silos.Client.GetGrain<IExplicitLedgerGrain>($"place-{partition}");
        var ledger = _cluster.Ledger("explicit", $"place-{partition}");
        for (var i = 0; i < PlacesPerLane; i++)
        {
            var place = i switch { 0 => 0, 1 => Records - 1, _ => random.Next(Records) };
            var before = ledger.Taken.Count;
            ledger.Start = place;
            await grain.Subscribe(LedgerCluster.Parts, $"{partition}", place);
            await Eventually.GetAsync(
                () => Task.FromResult(ledger), seen => seen.Last == (seen.Activations, Records - 1), Deadline, $"records from {place}");

            Assert.Equal(
                Numbers(place, Records - place), ledger.Taken.Skip(before).Where(taken => taken.Activation == ledger.Activations).Select(taken => taken.Offset));
        }

        await grain.Unsubscribe();
        Assert.Equal(Numbers(0, Records), _cluster.Ledger(partition).Counted);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Implicit_AtAnyOffset_GetsExactlyTheRecordsFromThere(int partition)
    {
        Random random = new(partition);
        await _cluster.ProduceAsync(LedgerCluster.Parts, partition, Records);
        var ledger = _cluster.Ledger(partition);
        for (var i = 0; i < PlacesPerLane; i++)
        {
            var place = i switch { 0 => 0, 1 => Records - 1, _ => random.Next(Records) };
            ledger.Start = place;
            await _cluster.RestartAsync(partition);
            var activation = ledger.Activations;
            await Eventually.GetAsync(
                () => Task.FromResult(ledger), seen => seen.Last == (activation, Records - 1), Deadline, $"records from {place}");

            Assert.Equal(Numbers(place, Records - place), ledger.Taken.Where(taken => taken.Activation == activation).Select(taken => taken.Offset));
        }
    }

    private static IEnumerable<long> Numbers(int first, int count) => Enumerable.Range(first, count).Select(number => (long)number);
}
