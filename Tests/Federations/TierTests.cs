using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Tests.Support;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Log;
using Orleans.TestingHost;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Fog and cloud on silos and brokers of their own: the same versions as on one silo over one broker, whatever dies.</summary>
[Trait("Category", "Cluster")]
public sealed class TierTests
{
    private const int Partitions = 4;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly SensorLog Log = SensorLog.Create(seed: 11, Partitions, perPartition: 1_000, spacingMs: 100);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Federations:default:Window"] = Window.ToString(),
        ["Federations:default:Lateness"] = Lateness.ToString(),
        ["Federations:default:IdleTimeout"] = "00:00:05",
        ["Kafka:HeartbeatInterval"] = "00:00:00.100",
    };

    private static readonly Lazy<Task<string[]>> UndividedHashes = new(async () =>
    {
        await using var cluster = FederationCluster.Create(Partitions);
        await Log.SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(1, Settings);
        await cluster.WaitUntilDrainedAsync(Deadline);
        return [.. (await cluster.ReadRoundsAsync()).Select(round => round.Hash)];
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FogSilo_Killed_ItsNodesMoveToTheOtherAndTheVersionsAreThoseOfOneSiloOverOneBroker()
    {
        await using var cluster = FederationCluster.Create(Partitions, isDivided: true);
        var sending = Log.SendAsync(cluster.Kafka.BootstrapServers, TimeSpan.FromSeconds(6));
        await cluster.StartSilosAsync(3, Settings, SiloRole.Cloud, SiloRole.Fog, SiloRole.Fog);
        await WaitForRecordsAsync(cluster, Log.Count / 2);
        var before = await FindAsync(cluster);
        AssertPlaces(before, [cluster.Silos.Primary!], cluster.Silos.SecondarySilos);

        var victim = cluster.Silos.SecondarySilos.First(silo => before["fog-node"].Contains(silo.SiloAddress));
        await cluster.Silos.KillSiloAsync(victim, Cancellation);
        await sending;
        await cluster.WaitUntilDrainedAsync(Deadline);

        AssertPlaces(await FindAsync(cluster), [cluster.Silos.Primary!], cluster.Silos.SecondarySilos);
        await AssertAsUndividedAsync(cluster);
        await AssertAbsentAsync(cluster.Kafka.BootstrapServers, FederationCluster.UpdatesTopics);
        await AssertAbsentAsync(cluster.CloudKafka.BootstrapServers, [.. FederationCluster.SensorTopics, "sensor-data"]);
    }

    [Fact]
    public async Task Fog_WithoutASilo_LosesNothingAndTheCloudGoesOn()
    {
        await using var cluster = FederationCluster.Create(Partitions, isDivided: true);
        var sending = Log.SendAsync(cluster.Kafka.BootstrapServers, TimeSpan.FromSeconds(4));
        await cluster.StartSilosAsync(3, Settings, SiloRole.Cloud, SiloRole.Fog, SiloRole.Cloud, SiloRole.Fog);
        await WaitForRecordsAsync(cluster, Log.Count / 4);
        await cluster.Silos.KillSiloAsync(cluster.Silos.SecondarySilos[0], Cancellation);
        await sending;

        // Where it has never been, the aggregator knows the nodes from the log alone.
        var place = (await FindAsync(cluster))["global-aggregator"].Single();
        var other = cluster.Silos.Silos.Select(silo => silo.SiloAddress).Single(silo => !silo.Equals(place));
        RequestContext.Set(IPlacementDirector.PlacementHintKey, other);
        await cluster.Aggregator.AsReference<IGrainManagementExtension>().MigrateOnIdle(Cancellation);
        RequestContext.Clear();
        await Eventually.GetAsync(() => FindAsync(cluster), grains => grains["global-aggregator"].SequenceEqual([other]), Deadline, "the aggregator has moved");
        Assert.Equal(Partitions, (await cluster.Aggregator.GetStatus(Cancellation)).Participants);

        await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.WaitUntilDrainedAsync(Deadline);

        await AssertAsUndividedAsync(cluster);
    }

    [Fact]
    public async Task Cloud_WithoutASilo_LosesNothingAndTheFogGoesOn()
    {
        await using var cluster = FederationCluster.Create(Partitions, isDivided: true);
        var sending = Log.SendAsync(cluster.Kafka.BootstrapServers, TimeSpan.FromSeconds(4));
        await cluster.StartSilosAsync(2, Settings, SiloRole.Fog, SiloRole.Cloud, SiloRole.Cloud);
        await WaitForRecordsAsync(cluster, Log.Count / 4);
        await cluster.Silos.KillSiloAsync(cluster.Silos.SecondarySilos[0], Cancellation);
        await sending;
        await WaitForRecordsAsync(cluster, Log.Count);

        await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.WaitUntilDrainedAsync(Deadline);

        await AssertAsUndividedAsync(cluster);
    }

    private static async Task AssertAsUndividedAsync(FederationCluster cluster)
    {
        var expected = Expected.Of(Log, Window, Lateness);
        Expected.Nodes(expected, await cluster.GetNodesAsync());
        var rounds = await cluster.ReadRoundsAsync();
        Expected.Rounds(expected, rounds);
        Assert.Equal(await UndividedHashes.Value, rounds.Select(round => round.Hash));
    }

    private static async Task WaitForRecordsAsync(FederationCluster cluster, int records) => await Eventually.GetAsync(
        cluster.GetNodesAsync, nodes => nodes.Sum(node => node.NextOffset) >= records, Deadline, $"{records} records are read");

    /// <summary>The silos of grains, by the type of the grains.</summary>
    private static async Task<ILookup<string, SiloAddress>> FindAsync(FederationCluster cluster)
    {
        var grains = await cluster.Silos.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return grains.ToLookup(grain => grain.GrainId.Type.ToString()!, grain => grain.SiloAddress);
    }

    private static void AssertPlaces(ILookup<string, SiloAddress> grains, IEnumerable<SiloHandle> cloud, IEnumerable<SiloHandle> fog)
    {
        var fogSilos = fog.Select(silo => silo.SiloAddress).ToHashSet();
        Assert.Equal(Partitions, grains["fog-node"].Count());
        Assert.Subset(fogSilos, grains["fog-node"].Concat(grains["sensor-topic"]).ToHashSet());
        Assert.Equal(cloud.Select(silo => silo.SiloAddress), grains["global-aggregator"]);
    }

    private static async Task AssertAbsentAsync(string servers, IEnumerable<string> topics)
    {
        using KafkaLogReader reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = servers });
        foreach (var topic in topics)
        {
            await Assert.ThrowsAsync<KafkaStreamException>(() => reader.GetPartitionCountAsync(topic, Cancellation));
        }
    }
}
