using System.Diagnostics;
using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Whatever fails in mid-stream: every reading is counted once in the end, and the versions have the hashes of an undisturbed run.</summary>
[Trait("Category", "Cluster")]
public sealed class RecoveryTests
{
    private const int Partitions = 4;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Sending = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly SensorLog Log = SensorLog.Create(seed: 7, Partitions, perPartition: 4_000, spacingMs: 100);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Federations:default:Window"] = Window.ToString(),
        ["Federations:default:Lateness"] = Lateness.ToString(),
        ["Federations:default:IdleTimeout"] = "00:00:05",
        ["Kafka:HeartbeatInterval"] = "00:00:00.200",
    };

    private static readonly Lazy<Task<string[]>> UndisturbedHashes = new(async () =>
    {
        await using var cluster = FederationCluster.Create(Partitions);
        await Log.SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(1, Settings);
        await cluster.WaitUntilDrainedAsync(Deadline);
        return [.. (await cluster.ReadRoundsAsync()).Select(round => round.Hash)];
    });

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public Task SiloKilled_InMidStream_ChangesNothing(int second) => DisturbAsync(
        async cluster =>
        {
            await WaitForReadingsAsync(cluster, second);
            await cluster.Silos.KillSiloAsync(cluster.Silos.SecondarySilos[^1]);
        });

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(ManyMoments))]
    public Task SiloKilled_AtManyMoments_ChangesNothing(int permille) => DisturbAsync(
        async cluster =>
        {
            await WaitForRecordsAsync(cluster, Log.Count * permille / 1000);
            await cluster.Silos.KillSiloAsync(cluster.Silos.SecondarySilos[permille % 2]);
        });

    /// <summary>Twenty moments, each at another place of a window.</summary>
    public static TheoryData<int> ManyMoments => [.. Enumerable.Range(1, 20).Select(moment => (moment * 47) - 20)];

    [Fact]
    public Task SiloStoppedAndAnotherStarted_InMidStream_ChangesNothing() => DisturbAsync(
        async cluster =>
        {
            await WaitForReadingsAsync(cluster, 2);
            await cluster.Silos.StopSiloAsync(cluster.Silos.SecondarySilos[^1]);
            await WaitForReadingsAsync(cluster, 4);
            await cluster.Silos.StartAdditionalSiloAsync();
        });

    [Fact]
    public Task BrokerDownForFiveSeconds_ChangesNothing() => DisturbAsync(
        async cluster =>
        {
            await WaitForReadingsAsync(cluster, 3);
            cluster.Kafka.SetBrokerDown();
            await AfterAsync(TimeSpan.FromSeconds(5));
            cluster.Kafka.SetBrokerUp();
        });

    [Fact]
    public Task StoreDownForFiveSeconds_ChangesNothing() => DisturbAsync(
        async cluster =>
        {
            await WaitForReadingsAsync(cluster, 3);
            cluster.Store.IsDown = true;
            await AfterAsync(TimeSpan.FromSeconds(5));
            cluster.Store.IsDown = false;
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task StoreLosesWrites_AndSiloKilled_ChangesNothing(bool onlyTheLast) => DisturbAsync(
        async cluster =>
        {
            await WaitForReadingsAsync(cluster, 3);
            if (onlyTheLast)
            {
                cluster.Store.TakeSnapshot();
            }

            await WaitForReadingsAsync(cluster, 6);
            cluster.Store.LoseWrites();
            await cluster.Silos.KillSiloAsync(cluster.Silos.SecondarySilos[^1]);
        });

    [Fact]
    public async Task SiloKilled_RightAfterTheLastReading_ClosesTheLastRoundWithinFifteenSeconds()
    {
        await using var cluster = FederationCluster.Create(Partitions);
        await Log.SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(3, Settings);
        var expected = Expected.Of(Log, Window, Lateness);
        var total = expected.Participants.Values.Sum(participant => participant.Readings);
        await Eventually.GetAsync(cluster.GetNodesAsync, nodes => nodes.Sum(node => node.Readings) == total, Deadline, "all readings are counted");

        var watch = Stopwatch.StartNew();
        await cluster.Silos.KillSiloAsync(cluster.Silos.SecondarySilos[0], TestContext.Current.CancellationToken);
        await Eventually.GetAsync(
            cluster.ReadRoundsAsync, rounds => rounds.Count == expected.Rounds.Count, TimeSpan.FromSeconds(15), "the last round has closed");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15));
        Expected.Rounds(expected, await cluster.ReadRoundsAsync());
    }

    private static async Task DisturbAsync(Func<FederationCluster, Task> disturb)
    {
        await using var cluster = FederationCluster.Create(Partitions);
        var sending = Log.SendAsync(cluster.Kafka.BootstrapServers, Sending);
        await cluster.StartSilosAsync(3, Settings);
        await disturb(cluster);
        await sending;
        await cluster.WaitUntilDrainedAsync(Deadline);

        var expected = Expected.Of(Log, Window, Lateness);
        Expected.Nodes(expected, await cluster.GetNodesAsync());
        var rounds = await cluster.ReadRoundsAsync();
        Expected.Rounds(expected, rounds);
        Assert.Equal(await UndisturbedHashes.Value, rounds.Select(round => round.Hash));
        var updates = await cluster.ReadTopicAsync("model-weights");
        Expected.Updates(expected, updates.Select(record => JsonSerializer.Deserialize(record.Value!, TopicJson.Default.UpdateMessage)!));
        Assert.Equal(0, (await cluster.Aggregator.GetStatus(TestContext.Current.CancellationToken)).Conflicts);
    }

    /// <summary>Waits until a tenth of the readings for each number has been seen by the fog nodes.</summary>
    private static Task WaitForReadingsAsync(FederationCluster cluster, int tenths) => WaitForRecordsAsync(cluster, Log.Count * tenths / 10);

    private static async Task WaitForRecordsAsync(FederationCluster cluster, int records) => await Eventually.GetAsync(
        cluster.GetNodesAsync, nodes => nodes.Sum(node => node.NextOffset) >= records, Deadline, $"{records} records are read");

    /// <summary>An outage has a length: this is not a way to wait for something.</summary>
    private static async Task AfterAsync(TimeSpan length)
    {
        using var timer = new PeriodicTimer(length);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }
}
