using System.Collections.Immutable;
using System.Net;
using FederatedOrleans.Grains.Tiers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Grains.Tiers;

[Trait("Category", "Unit")]
public sealed class RoleQueueBalancerTests
{
    private static readonly SiloAddress[] Silos = [Address(1), Address(2)];

    [Fact]
    public async Task Queues_OfTwoSilos_AreSharedEvenlyAndAllOfThem()
    {
        GrowingMapper mapper = new(5);

        var shares = await Task.WhenAll(Silos.Select(async silo => (await StartAsync(silo, SiloRole.Both, mapper, divided: false)).GetMyQueues().ToList()));

        Assert.Equal(mapper.GetAllQueues().Order(), shares.SelectMany(share => share).Order());
        Assert.Equal([2, 3], shares.Select(share => share.Count).Order());
    }

    [Fact]
    public async Task Queues_OfASiloWithoutTheTier_AreNone()
    {
        var balancer = await StartAsync(Silos[0], SiloRole.Cloud, new GrowingMapper(5), divided: true);

        Assert.Empty(balancer.GetMyQueues());
    }

    [Fact]
    public async Task Topic_ThatGrows_HasOrleansLookAgainAtWhatASiloHas()
    {
        GrowingMapper mapper = new(4);
        var balancer = await StartAsync(Silos[0], SiloRole.Both, mapper, divided: false);
        CountingListener listener = new();
        balancer.SubscribeToQueueDistributionChangeEvents(listener);
        balancer.GetMyQueues();
        balancer.GetMyQueues();
        Assert.Equal(0, listener.Changes);

        mapper.Count = 6;
        Assert.Equal(3, balancer.GetMyQueues().Count());

        Assert.Equal(1, listener.Changes);
        balancer.GetMyQueues();
        Assert.Equal(1, listener.Changes);
    }

    private static SiloAddress Address(int number) => SiloAddress.New(IPAddress.Loopback, 11_110 + number, 1);

    private static async Task<RoleQueueBalancer> StartAsync(SiloAddress silo, SiloRole role, GrowingMapper mapper, bool divided)
    {
        KafkaSides sides = new(divided, role);
        TwoSilos membership = new();
        var services = new ServiceCollection()
            .AddSingleton(sides)
            .AddSingleton<IClusterMembershipService>(membership)
            .AddSingleton<ILocalSiloDetails>(new LocalSilo(silo))
            .AddSingleton(new SiloRoles(sides, membership))
            .AddLogging()
            .BuildServiceProvider();
        var balancer = (RoleQueueBalancer)RoleQueueBalancer.For(divided ? SiloRole.Fog : SiloRole.Both)(services, "kafka");
        await balancer.Initialize(mapper);
        return balancer;
    }

    private sealed class TwoSilos : IClusterMembershipService
    {
        public ClusterMembershipSnapshot CurrentSnapshot { get; } = new(
            Silos.ToImmutableDictionary(silo => silo, silo => new ClusterMember(silo, SiloStatus.Active, "silo")), new(1));

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => AsyncEnumerable.Empty<ClusterMembershipSnapshot>();

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task<bool> TryKill(SiloAddress siloAddress) => Task.FromResult(false);
    }

    private sealed class LocalSilo(SiloAddress address) : ILocalSiloDetails
    {
        public string Name => "silo";

        public string ClusterId => "cluster";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => address;

        public SiloAddress GatewayAddress => address;
    }

    private sealed class GrowingMapper(int count) : IStreamQueueMapper
    {
        public int Count { get; set; } = count;

        public IEnumerable<QueueId> GetAllQueues() =>
            Enumerable.Range(0, Count).Select(index => QueueId.GetQueueId("sensor-data", (uint)index, unchecked((uint)index * 2_654_435_769)));

        public QueueId GetQueueForStream(StreamId streamId) => throw new NotSupportedException();
    }

    private sealed class CountingListener : IStreamQueueBalanceListener
    {
        public int Changes { get; private set; }

        public Task QueueDistributionChangeNotification()
        {
            Changes++;
            return Task.CompletedTask;
        }
    }
}
