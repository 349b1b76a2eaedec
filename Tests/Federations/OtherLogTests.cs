using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Another log stands where one was read: no reading of it is skipped because of an offset of the former one.</summary>
[Trait("Category", "Cluster")]
public sealed class OtherLogTests
{
    private const int Partitions = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly SensorLog Former = SensorLog.Create(seed: 21, Partitions, perPartition: 900, spacingMs: 100);
    private static readonly SensorLog Shorter = SensorLog.Create(seed: 22, Partitions, perPartition: 400, spacingMs: 100);
    private static readonly SensorLog Longer = SensorLog.Create(seed: 23, Partitions, perPartition: 1_400, spacingMs: 100);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Federations:default:Window"] = Window.ToString(),
        ["Federations:default:Lateness"] = Lateness.ToString(),
        ["Federations:default:IdleTimeout"] = "00:00:01",
        ["Kafka:HeartbeatInterval"] = "00:00:00.100",
        ["Kafka:TopicRefreshInterval"] = "00:00:00.200",
    };

    public static TheoryData<bool> Lengths => [false, true];

    /// <summary>State and offsets of the former cluster are in the store; the new one has the same topics and begins at offset 0.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Silo_StartsOverAnotherCluster_CountsEveryReadingOfIt(bool isLonger)
    {
        var log = isLonger ? Longer : Shorter;
        await using var former = FederationCluster.Create(Partitions);
        await RunAsync(former, Former);
        await former.Silos.StopAllSilosAsync(TestContext.Current.CancellationToken);

        // The former broker lives on, so that the new one cannot have its id.
        await using var now = FederationCluster.Create(Partitions, storeOf: former);
        await RunAsync(now, log);

        var expected = Expected.Of(log, Window, Lateness);
        Expected.Nodes(expected, await now.GetNodesAsync());
        Expected.Rounds(expected, await now.ReadRoundsAsync());
        Assert.Equal(0, (await now.Aggregator.GetStatus(TestContext.Current.CancellationToken)).Conflicts);
    }

    /// <summary>The broker still has the records, so they stand for those of the new topic: what they make is said under another log's name.</summary>
    [Fact]
    public async Task SensorTopic_MadeAnewWhileSilosRun_IsReadFromItsStart()
    {
        await using var cluster = FederationCluster.Create(Partitions);
        using var topics = cluster.SubstituteTopics();
        await RunAsync(cluster, Former);

        var id = topics.MakeAnew("sensor-data");

        var expected = Expected.Of(Former, Window, Lateness);
        var windows = expected.Participants.Values.Sum(participant => participant.Windows.Count);
        var updates = await Eventually.GetAsync(
            () => UpdatesOfAsync(cluster, id), seen => seen.Count(update => update.Kind == UpdateKind.Update) == windows, Deadline, "all windows of the new log are said");
        Expected.Updates(expected, updates);
        Expected.Nodes(expected, await cluster.GetNodesAsync());
    }

    /// <summary>The updates topic begins anew: the nodes' next messages are read from its offset 0, not waited for at an offset of the former one.</summary>
    [Fact]
    public async Task UpdatesTopic_MadeAnewWhileSilosRun_IsReadFromItsStart()
    {
        await using var cluster = FederationCluster.Create(Partitions);
        using var topics = cluster.SubstituteTopics();
        await RunAsync(cluster, Former);
        var versions = (await cluster.ReadRoundsAsync()).Count;

        var id = topics.MakeAnew("model-weights");

        // The broker still has the updates: in the new log they are new, and the versions go on from the newest one.
        var rounds = await Eventually.GetAsync(cluster.ReadRoundsAsync, seen => seen.Count == 2 * versions, Deadline, "all rounds of the new log are decided");
        Assert.All(rounds.Skip(versions), round => Assert.EndsWith("/model-weights/" + id, round.UpdatesLog, StringComparison.Ordinal));
        Assert.Equal(rounds.Take(versions).Select(round => round.WindowStart), rounds.Skip(versions).Select(round => round.WindowStart));
    }

    private static async Task<IReadOnlyList<UpdateMessage>> UpdatesOfAsync(FederationCluster cluster, string topicId) =>
    [
        .. (await cluster.ReadTopicAsync("model-weights"))
            .Select(record => JsonSerializer.Deserialize(record.Value!, TopicJson.Default.UpdateMessage)!)
            .Where(update => update.Log.EndsWith("/sensor-data/" + topicId, StringComparison.Ordinal)),
    ];

    private static async Task RunAsync(FederationCluster cluster, SensorLog log)
    {
        await log.SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(1, Settings);
        await cluster.WaitUntilDrainedAsync(Deadline);
    }
}
