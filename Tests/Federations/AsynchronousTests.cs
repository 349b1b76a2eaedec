using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>
/// What an asynchronous federation makes of its updates depends on the order in which they come: no two runs are alike. But each is reproduced from what it
/// left on the topics, also where a silo died in between.
/// </summary>
[Trait("Category", "Cluster")]
public sealed class AsynchronousTests
{
    private const int Partitions = 4;
    private static readonly int[] All = [0, 1, 2, 3];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task SiloOfTheAggregatorKilled_WithUpdatesInTheBuffer_EveryVersionIsVerified()
    {
        await using var cluster = FederationCluster.Create(Partitions);
        using LabelledReadings readings = new(cluster.Kafka.BootstrapServers);
        var settings = LabelledReadings.Settings("logistic", "fedbuff");
        settings["Federations:default:IdleTimeout"] = "00:00:02";
        settings["Federations:default:Rounds:Mode"] = "Asynchronous";
        // No multiple of the number of partitions: what is in the buffer when the silo dies has to be read again.
        settings["Federations:default:Rounds:BufferGoal"] = "7";
        settings["Federations:default:Rounds:FlushTimeout"] = "00:00:03";
        settings["Federations:default:Rounds:MaxStaleness"] = "100";
        await cluster.StartSilosAsync(3, settings);

        await readings.SendAsync(All, 0, 150);
        await Eventually.GetAsync(cluster.ReadRoundsAsync, rounds => rounds.Count >= 3, Deadline, "three versions");
        var silo = await cluster.BringToSecondaryAsync(cluster.Aggregator);
        await Task.WhenAll(cluster.ReplaceSiloAsync(silo), readings.SendAsync(All, 150, 400));
        await cluster.WaitUntilDrainedAsync(Deadline);

        var rounds = await cluster.ReadRoundsAsync();
        Assert.All(rounds, round => Assert.True(round.Reason is RoundReason.Goal or RoundReason.Flush));
        Assert.Contains(rounds, round => round.Reason == RoundReason.Goal && round.Inputs.Count == 7);
        // Every window of every partition counted once, in whatever version.
        Assert.Equal(Partitions * 40, rounds.Sum(round => round.Inputs.Count));
        Assert.Equal(Partitions * 400, rounds.Sum(round => round.Samples));
        await Verification.HoldsAsync(cluster.Kafka.BootstrapServers, rounds.Count);
    }
}
