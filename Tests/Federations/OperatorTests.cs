using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Rounds of external participants in a cluster: deadlines, quarantine, release and rollback, all of them records that a restart repeats.</summary>
[Trait("Category", "Cluster")]
public sealed class OperatorTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, string?> Synchronous = new()
    {
        ["Federations:default:Features:0"] = "a",
        ["Federations:default:Features:1"] = "b",
        ["Federations:default:Features:2"] = "y",
        ["Federations:default:Model"] = "logistic",
        ["Federations:default:ModelSettings:Target"] = "y",
        ["Federations:default:Strategy"] = "median",
        ["Federations:default:IdleTimeout"] = "00:00:01",
        ["Federations:default:ExternalParticipants:0"] = "python",
        ["Federations:default:ExternalParticipants:1"] = "rust",
        ["Federations:default:ExternalParticipants:2"] = "go",
        ["Federations:default:QuarantineAfter"] = "3",
        ["Federations:default:Rounds:Mode"] = "Synchronous",
        ["Federations:default:Rounds:Goal"] = "3",
        ["Federations:default:Rounds:Minimum"] = "2",
        ["Federations:default:Rounds:Deadline"] = "00:00:02",
        ["Kafka:HeartbeatInterval"] = "00:00:00.200",
    };

    [Fact]
    public async Task SynchronousRounds_OfPlainKafkaClients_CloseByGoalDeadlineAndAfterARestart()
    {
        await using var cluster = FederationCluster.Create(partitions: 1);
        await cluster.StartSilosAsync(1, Synchronous);
        using ExternalParticipants outside = new(cluster.Kafka.BootstrapServers);

        await outside.SendAsync("python", 0, [1, 2, 3]);
        await outside.SendAsync("rust", 0, [1.5f, 2.5f, 3.5f], asBase64: true);
        await outside.SendAsync("python", 0, [9, 9, 9]);
        await outside.SendAsync("go", 0, [4, 5, 6], id: "6f9619ff-8b86-d011-b42d-00c04fc964ff");
        var first = (await VersionAsync(cluster, 1))[0];
        Assert.Equal((RoundReason.Goal, 3, 300L), (first.Reason, first.Inputs.Count, first.Samples));
        Assert.Equal([1.5, 2.5, 3.5], first.Weights);
        Assert.Equal(["go", "python", "rust"], first.Inputs.Select(input => input.Participant));

        // The third participant is dead: the round waits for it no longer than the deadline, which is a record before the version.
        await outside.SendAsync("python", 1, [1, 1, 1]);
        await outside.SendAsync("go", 1, [3, 3, 3]);
        var second = (await VersionAsync(cluster, 2))[1];
        Assert.Equal((RoundReason.Deadline, 1, 1L), (second.Reason, second.Step, second.BaseVersion));
        Assert.Equal([3.5, 4.5, 5.5], second.Weights);
        var deadline = Assert.Single((await EntriesAsync(cluster)).OfType<DeadlineEntry>());
        Assert.Equal((2L, 0, second.NextOffset), (deadline.Version, deadline.Step, deadline.UpdateOffset));

        // A round is half full when its aggregator goes away.
        await outside.SendAsync("rust", 2, [1, 0, 0]);
        await outside.SendAsync("go", 1, [7, 7, 7]);
        await cluster.WaitForUpdatesAsync(Deadline);
        await RestartAggregatorAsync(cluster);
        await outside.SendAsync("python", 2, [2, 0, 0]);
        await outside.SendAsync("go", 2, [3, 0, 0]);
        var third = (await VersionAsync(cluster, 3))[2];
        Assert.Equal((RoundReason.Goal, 3), (third.Reason, third.Inputs.Count));
        Assert.Equal([5.5, 4.5, 5.5], third.Weights);
    }

    [Fact]
    public async Task Operator_QuarantineReleaseAndRollback_AreRecordsThatRoundsFollow()
    {
        await using var cluster = FederationCluster.Create(partitions: 1);
        await cluster.StartSilosAsync(1, Synchronous);
        using ExternalParticipants outside = new(cluster.Kafka.BootstrapServers);
        for (var i = 0; i < 3; i++)
        {
            await outside.SendAsync("rust", 0, [float.NaN, 0, i], asBase64: true);
        }

        var rejections = await Eventually.GetAsync(
            () => cluster.Aggregator.GetRejections(), answer => answer.Quarantined.Count == 1, Deadline, "the participant is quarantined");
        Assert.Equal(["rust"], rejections.Quarantined);
        Assert.Equal(("rust", "not-finite", 3L), rejections.Rejections.Select(count => (count.Participant, count.Reason, count.Count)).Single());

        await outside.SendAsync("rust", 0, [100, 100, 100]);
        await outside.SendAsync("python", 0, [1, 2, 3]);
        await outside.SendAsync("go", 0, [3, 4, 5]);
        Assert.Equal(["go", "python"], (await VersionAsync(cluster, 1))[0].Inputs.Select(input => input.Participant));
        Assert.Equal(4, (await cluster.ReadTopicAsync("model-weights.rejected")).Count);

        Assert.False(await cluster.Aggregator.Release("python", TestContext.Current.CancellationToken));
        Assert.True(await cluster.Aggregator.Release("rust", TestContext.Current.CancellationToken));
        await SendAllAsync(outside, 1, 10);
        Assert.Equal(3, (await VersionAsync(cluster, 2))[1].Inputs.Count);

        Assert.Null(await cluster.Aggregator.Rollback(7, TestContext.Current.CancellationToken));
        var back = await cluster.Aggregator.Rollback(1, TestContext.Current.CancellationToken);
        Assert.Equal((3L, RoundReason.Rollback, 2L), (back!.Version, back.Reason, back.RolledBackFrom));
        Assert.Equal([2, 3, 4], back.Weights);

        await RestartAggregatorAsync(cluster);
        await SendAllAsync(outside, 3, 1);
        var rounds = await VersionAsync(cluster, 4);
        Assert.Equal([3, 4, 5], rounds[3].Weights);
        Assert.Equal((1L, 3L), (rounds[2].BaseVersion, rounds[3].BaseVersion));
        Assert.Equal(
            ["quarantine rust", "release rust", "rollback 1"],
            (await EntriesAsync(cluster)).Select(entry => entry switch
            {
                QuarantineEntry quarantine => "quarantine " + quarantine.Participant,
                ReleaseEntry release => "release " + release.Participant,
                RollbackEntry rollback => $"rollback {rollback.To}",
                _ => null,
            }).OfType<string>());
    }

    [Fact]
    public async Task WindowRounds_WithADeadline_DoNotWaitForADeadParticipant()
    {
        await using var cluster = FederationCluster.Create(partitions: 2);
        var log = SensorLog.Create(seed: 5, partitions: 2, perPartition: 600, spacingMs: 100);
        await log.SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(1, new Dictionary<string, string?>
        {
            ["Federations:default:Window"] = "00:00:10",
            ["Federations:default:Model"] = "moments",
            ["Federations:default:Strategy"] = "fedavg",
            ["Federations:default:IdleTimeout"] = "00:00:01",
            ["Federations:default:ExternalParticipants:0"] = "dead",
            ["Federations:default:Rounds:Deadline"] = "00:00:00.500",
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        });

        await cluster.WaitUntilDrainedAsync(Deadline);

        var rounds = await cluster.ReadRoundsAsync();
        Assert.Equal(Expected.Of(log, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)).Rounds.Count, rounds.Count);
        Assert.All(rounds, round => Assert.Equal((RoundReason.Deadline, 1), (round.Reason, round.Step)));
        Assert.Equal(
            rounds.Select(round => (round.Version, (long?)round.WindowStart, round.NextOffset)),
            (await EntriesAsync(cluster)).OfType<DeadlineEntry>().Select(entry => (entry.Version, entry.WindowStart, entry.UpdateOffset)));
        Assert.All(rounds.Zip(rounds.Skip(1)), pair => Assert.True(pair.Second.Samples > pair.First.Samples));
    }

    /// <summary>What an aggregator counts begins anew with each of its lives.</summary>
    private static Task<FederationRejections> RestartAggregatorAsync(FederationCluster cluster) => Eventually.GetAsync(
        async () =>
        {
            await cluster.Silos.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
            return await cluster.Aggregator.GetRejections();
        },
        answer => answer.Rejections.Count == 0,
        Deadline,
        "the aggregator begins anew");

    private static async Task SendAllAsync(ExternalParticipants outside, long baseVersion, float weight)
    {
        foreach (var participant in (string[])["python", "rust", "go"])
        {
            await outside.SendAsync(participant, baseVersion, [weight, weight, weight]);
        }
    }

    private static Task<IReadOnlyList<RoundEntry>> VersionAsync(FederationCluster cluster, int version) =>
        Eventually.GetAsync(cluster.ReadRoundsAsync, rounds => rounds.Count >= version, Deadline, $"version {version}");

    private static async Task<IEnumerable<RoundsEntry>> EntriesAsync(FederationCluster cluster) =>
        (await cluster.ReadTopicAsync("rounds")).Select(record => JsonSerializer.Deserialize(record.Value!, TopicJson.Default.RoundsEntry)!);
}
