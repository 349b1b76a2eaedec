using System.Text.Json;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>
/// The same log ends in the same versions on one silo, and on three of which one dies at five moments and is replaced each time, for models that build on
/// the version before. The moments are places of the log, not of time.
/// </summary>
[Trait("Category", "Cluster")]
public sealed class EngineRecoveryTests
{
    private const int Partitions = 5;
    private const int Seconds = 60;

    /// <summary>The last two windows stay open: no later reading closes them.</summary>
    private const int Windows = Seconds - 2;
    private static readonly int[] All = [0, 1, 2, 3, 4];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("moments", "fedavg")]
    [InlineData("logistic", "krum")]
    public async Task SiloKilled_AtFiveMoments_LeadsToTheSameHashes(string model, string strategy)
    {
        var settings = Settings(model, strategy);
        var undisturbed = await RunAsync(1, settings, (_, readings) => readings.SendAsync(All, 0, At(Seconds)));
        var disturbed = await RunAsync(3, settings, async (cluster, readings) =>
        {
            await BeforeTheFirstVersionAsync(cluster, readings);
            await AfterTheTenthVersionAsync(cluster, readings);
            await BetweenAcceptanceAndDecisionAsync(cluster, readings);
            await InTheMiddleOfPublishingAsync(cluster, readings);
            await WhileTheLastReadingsComeAsync(cluster, readings);
        });

        Assert.All(undisturbed, round => Assert.Equal((RoundReason.Complete, Partitions), (round.Reason, round.Inputs.Count)));
        Assert.Equal(undisturbed.Select(round => round.Hash), disturbed.Select(round => round.Hash));
    }

    private static int At(double second) => (int)(second * LabelledReadings.PerSecond);

    private static Dictionary<string, string?> Settings(string model, string strategy)
    {
        var settings = LabelledReadings.Settings(model, strategy);
        // A partition whose readings a moment holds back is slow, not idle.
        settings["Federations:default:IdleTimeout"] = "00:02:00";
        if (strategy == "krum")
        {
            settings["Federations:default:StrategySettings:F"] = "1";
        }

        return settings;
    }

    private static async Task<IReadOnlyList<RoundEntry>> RunAsync(
        int silos, Dictionary<string, string?> settings, Func<FederationCluster, LabelledReadings, Task> live)
    {
        await using var cluster = FederationCluster.Create(Partitions);
        using LabelledReadings readings = new(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(silos, settings);
        await live(cluster, readings);
        await cluster.WaitForReadingsAsync(Partitions * At(Seconds), Deadline);
        var rounds = await Eventually.GetAsync(cluster.ReadRoundsAsync, seen => seen.Count >= Windows, Deadline, "all windows that readings close have versions");
        await cluster.WaitForUpdatesAsync(Deadline);

        Assert.Equal(Windows, rounds.Count);
        Assert.Equal(0, (await cluster.Aggregator.GetStatus()).Conflicts);
        await Verification.HoldsAsync(cluster.Kafka.BootstrapServers, Windows);
        return rounds;
    }

    /// <summary>Half of the first window is read, and nothing is decided.</summary>
    private static async Task BeforeTheFirstVersionAsync(FederationCluster cluster, LabelledReadings readings)
    {
        await readings.SendAsync(All, 0, At(0.5));
        await cluster.WaitForReadingsAsync(Partitions * At(0.5), Deadline);
        Assert.Empty(await cluster.ReadRoundsAsync());
        await cluster.ReplaceSiloAsync(await cluster.BringToSecondaryAsync(Node(cluster)));
    }

    /// <summary>The readings make exactly ten versions; the next come while the silo of the aggregator dies.</summary>
    private static async Task AfterTheTenthVersionAsync(FederationCluster cluster, LabelledReadings readings)
    {
        await readings.SendAsync(All, At(0.5), At(12));
        await VersionsAsync(cluster, 10);
        var silo = await cluster.BringToSecondaryAsync(cluster.Aggregator);
        await Task.WhenAll(cluster.ReplaceSiloAsync(silo), readings.SendAsync(All, At(12), At(20)));
    }

    /// <summary>The readings of one partition are held back: the others' updates of window 18 are accepted, and the round cannot close.</summary>
    private static async Task BetweenAcceptanceAndDecisionAsync(FederationCluster cluster, LabelledReadings readings)
    {
        await readings.SendAsync(All[..^1], At(20), At(35));
        await VersionsAsync(cluster, 18);
        await Eventually.GetAsync(
            () => UpdatesOfAsync(cluster, LabelledReadings.TimeOf(At(18))), participants => participants.Count == Partitions - 1, Deadline, "updates of window 18");
        var silo = await cluster.BringToSecondaryAsync(cluster.Aggregator);
        await cluster.WaitForUpdatesAsync(Deadline);
        Assert.True((await cluster.Aggregator.GetStatus()).OpenRounds > 0);
        Assert.Equal(18, (await cluster.ReadRoundsAsync()).Count);
        await cluster.ReplaceSiloAsync(silo);
    }

    /// <summary>A version is decided and on the topic of models, and the checkpoint that knows it cannot be saved.</summary>
    private static async Task InTheMiddleOfPublishingAsync(FederationCluster cluster, LabelledReadings readings)
    {
        var silo = await cluster.BringToSecondaryAsync(cluster.Aggregator);
        await cluster.WaitForUpdatesAsync(Deadline);
        cluster.Store.RefusedState = "global-aggregator";
        await readings.SendAsync(All[^1..], At(20), At(35));
        await Eventually.GetAsync(() => Task.FromResult(cluster.Store.RefusedWrites), refused => refused > 0, Deadline, "a checkpoint is refused");
        var newest = (await cluster.ReadTopicAsync("global-model"))[^1];
        Assert.True(JsonSerializer.Deserialize(newest.Value!, TopicJson.Default.GlobalModelMessage)!.Version > 18);
        await cluster.ReplaceSiloAsync(silo);
        cluster.Store.RefusedState = null;
        await VersionsAsync(cluster, 33);
    }

    /// <summary>A silo of fog nodes dies while the last readings come.</summary>
    private static async Task WhileTheLastReadingsComeAsync(FederationCluster cluster, LabelledReadings readings)
    {
        await readings.SendAsync(All, At(35), At(47));
        await cluster.WaitForReadingsAsync(Partitions * At(47), Deadline);
        var silo = await cluster.BringToSecondaryAsync(Node(cluster));
        await Task.WhenAll(cluster.ReplaceSiloAsync(silo), readings.SendAsync(All, At(47), At(Seconds)));
    }

    private static IFogNodeGrain Node(FederationCluster cluster) =>
        cluster.Silos.Client.GetGrain<IFogNodeGrain>(FogNodeKey.Create(FederationCluster.Federation, 0));

    private static Task<IReadOnlyList<RoundEntry>> VersionsAsync(FederationCluster cluster, int versions) =>
        Eventually.GetAsync(cluster.ReadRoundsAsync, rounds => rounds.Count == versions, Deadline, $"{versions} versions");

    private static async Task<HashSet<string>> UpdatesOfAsync(FederationCluster cluster, long windowStart) =>
        (await cluster.ReadTopicAsync("model-weights")).Select(record => JsonSerializer.Deserialize(record.Value!, TopicJson.Default.UpdateMessage)!)
            .Where(message => message.WindowStart == windowStart)
            .Select(message => message.Participant)
            .ToHashSet();
}
