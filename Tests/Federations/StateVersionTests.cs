using System.Reflection;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Storage;

namespace FederatedOrleans.Tests.Federations;

/// <summary>
/// A state that a newer release has stored is neither used nor overwritten, and the grain goes on when a release comes that knows it.
/// </summary>
[Trait("Category", "Cluster")]
public sealed class StateVersionTests
{
    private const int VersionByte = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Federations:default:Window"] = "00:00:10",
        ["Federations:default:IdleTimeout"] = "00:00:02",
        ["Kafka:HeartbeatInterval"] = "00:00:00.200",
    };

    [Fact]
    public async Task FogNode_OfANewerState_SaysSoLeavesItAndGoesOnWhenItIsKnown()
    {
        await using var cluster = FederationCluster.Create(partitions: 2);
        var log = SensorLog.Create(seed: 9, partitions: 2, perPartition: 600, spacingMs: 100);
        await log.SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(1, Settings);
        await cluster.WaitUntilDrainedAsync(Deadline);
        var (nodes, rounds) = (await cluster.GetNodesAsync(), await cluster.ReadRoundsAsync());
        await cluster.Silos.DisposeAsync();

        cluster.Store.Change(state => state[VersionByte]++);
        var stored = cluster.Store.Writes;
        await cluster.StartSilosAsync(1, Settings);
        var node = cluster.Silos.Client.GetGrain<IFogNodeGrain>(FogNodeKey.Create(FederationCluster.Federation, 0));
        var ofNode = await Assert.ThrowsAnyAsync<Exception>(() => node.GetStatus(TestContext.Current.CancellationToken));
        var ofAggregator = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Aggregator.GetStatus(TestContext.Current.CancellationToken));

        Assert.Contains(Refusal("fo.fog-node-state", typeof(FogNodeState)), ofNode.Message, StringComparison.Ordinal);
        Assert.Contains(Refusal("fo.aggregator-state", typeof(AggregatorState)), ofAggregator.Message, StringComparison.Ordinal);
        Assert.Equal(stored, cluster.Store.Writes);

        // What a newer release on another silo would do: take the state over.
        cluster.Store.Change(state => state[VersionByte]--);
        await cluster.WaitUntilDrainedAsync(Deadline);

        Assert.Equal(
            nodes.Select(known => (known.Participant, known.NextOffset, known.Readings, known.Late, known.Malformed)),
            (await cluster.GetNodesAsync()).Select(known => (known.Participant, known.NextOffset, known.Readings, known.Late, known.Malformed)));
        Assert.Equal(rounds.Select(round => round.Hash), (await cluster.ReadRoundsAsync()).Select(round => round.Hash));
    }

    private static string Refusal(string alias, Type state)
    {
        var known = state.GetCustomAttribute<StateVersionAttribute>()!.Version;
        return $"The stored state {alias} has version {known + 1}; this release knows versions up to {known}.";
    }
}
