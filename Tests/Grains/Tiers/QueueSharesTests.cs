using System.Net;
using CsCheck;
using FederatedOrleans.Grains.Tiers;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Grains.Tiers;

[Trait("Category", "Unit")]
public sealed class QueueSharesTests
{
    private static readonly Gen<(int Silos, int Queues)> Sizes = Gen.Select(Gen.Int[1, 12], Gen.Int[0, 200]);

    [Fact]
    public void Of_AnySilosAndQueues_GivesEachQueueToOneSiloAndAllAsMany() => Sizes.Sample(size =>
    {
        var (silos, queues) = Make(size.Silos, size.Queues);

        var shares = silos.ConvertAll(silo => QueueShares.Of(silo, silos, queues));

        Assert.Equal(queues.Order(), shares.SelectMany(share => share).Order());
        Assert.InRange(shares.Max(share => share.Count) - shares.Min(share => share.Count), 0, 1);
    });

    [Fact]
    public void Of_SilosAndQueuesInAnyOrder_IsTheSame() => Sizes.Sample(size =>
    {
        var (silos, queues) = Make(size.Silos, size.Queues);

        var share = QueueShares.Of(silos[0], silos, queues);

        Assert.Equal(share, QueueShares.Of(silos[0], silos.AsEnumerable().Reverse().Append(silos[^1]), queues.AsEnumerable().Reverse()));
    });

    [Fact]
    public void Of_OneSiloMore_MovesFewQueues()
    {
        var (silos, queues) = Make(10, 1_000);
        var before = silos.Take(9).SelectMany(silo => QueueShares.Of(silo, silos.Take(9), queues).Select(queue => (queue, silo))).ToHashSet();
        var after = silos.SelectMany(silo => QueueShares.Of(silo, silos, queues).Select(queue => (queue, silo))).ToHashSet();

        // A tenth has to move; where all moved, nine tenths would be elsewhere.
        Assert.InRange(after.Except(before).Count(), 100, 350);
    }

    private static (List<SiloAddress> Silos, List<QueueId> Queues) Make(int silos, int queues) => (
        [.. Enumerable.Range(0, silos).Select(index => SiloAddress.New(IPAddress.Loopback, 11_111 + index, 1))],
        [.. Enumerable.Range(0, queues).Select(index => QueueId.GetQueueId("sensor-data", (uint)index, unchecked((uint)index * 2_654_435_769)))]);
}
