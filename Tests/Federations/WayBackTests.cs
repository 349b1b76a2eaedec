using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Grains.Fog;
using FederatedOrleans.Tests.Oracle;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>
/// Window w is trained on the version of window w - L wherever the nodes are: the same log ends in the same versions on one silo, and on three of which
/// one is killed.
/// </summary>
[Trait("Category", "Cluster")]
public sealed class WayBackTests
{
    private const int Partitions = 4;
    private const int PerPartition = 1_500;
    private const long WindowMs = 10_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <summary>Three partitions with readings, ten a second, and one without.</summary>
    private static readonly SensorRecord[][] Log =
        [.. Enumerable.Range(0, Partitions - 1).Select(partition => LabelledLog.Create(partition, PerPartition, 100, SensorLog.Start))];

    [Theory]
    [InlineData("logistic", "krum", 1)]
    [InlineData("logistic", "fedavg", 3)]
    [InlineData("moments", "fedavg", 1)]
    public async Task Versions_OnOneSiloAndOnThreeOfWhichOneIsKilled_AreTheSame(string model, string strategy, int lag)
    {
        var settings = Settings(model, strategy, lag);
        string[] expected;
        await using (var calm = FederationCluster.Create(Partitions))
        {
            await SendAsync(calm, TimeSpan.Zero);
            await calm.StartSilosAsync(1, settings);
            expected = await FinishAsync(calm, model, lag);
        }

        await using var disturbed = FederationCluster.Create(Partitions);
        var sending = SendAsync(disturbed, TimeSpan.FromSeconds(8));
        await disturbed.StartSilosAsync(3, settings);
        await KillAsync(disturbed);
        await sending;

        Assert.Equal(expected, await FinishAsync(disturbed, model, lag));
    }

    private static Dictionary<string, string?> Settings(string model, string strategy, int lag)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Federations:default:Model"] = model,
            ["Federations:default:Strategy"] = strategy,
            ["Federations:default:BaseLag"] = $"{lag}",
            ["Federations:default:Window"] = TimeSpan.FromMilliseconds(WindowMs).ToString(),
            ["Federations:default:IdleTimeout"] = "00:00:03",
            ["Federations:default:Scoring:Source"] = model == "moments" ? "Global" : "None",
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        };
        foreach (var (i, feature) in LabelledLog.Features.Index())
        {
            settings[$"Federations:default:Features:{i}"] = feature;
        }

        if (strategy == "krum")
        {
            settings["Federations:default:StrategySettings:F"] = "0";
        }

        if (model == "logistic")
        {
            settings["Federations:default:ModelSettings:Target"] = "label";
        }

        return settings;
    }

    private static async Task KillAsync(FederationCluster cluster)
    {
        await Eventually.GetAsync(
            cluster.GetNodesAsync, nodes => nodes.Sum(node => node.NextOffset) >= Partitions * PerPartition / 3, Deadline, "a third of the records is read");
        await cluster.Silos.KillSiloAsync(cluster.Silos.SecondarySilos[^1]);
    }

    /// <summary>Waits for the end, checks every base, and gives the hashes of all versions.</summary>
    private static async Task<string[]> FinishAsync(FederationCluster cluster, string model, int lag)
    {
        await cluster.WaitUntilDrainedAsync(Deadline);
        var rounds = await cluster.ReadRoundsAsync();
        // The three partitions have readings in every one of these windows.
        Assert.InRange(rounds.Count, PerPartition * 100 / WindowMs, long.MaxValue);
        var updates = (await cluster.ReadTopicAsync("model-weights")).Select(record => JsonSerializer.Deserialize(record.Value!, TopicJson.Default.UpdateMessage)!)
            .Where(message => message.Kind == UpdateKind.Update).ToList();
        Assert.All(updates, update => Assert.Equal(
            model == "logistic" ? rounds.LastOrDefault(round => round.WindowEnd <= update.WindowStart - ((lag - 1) * WindowMs))?.Version ?? 0 : null,
            update.BaseVersion));
        Assert.All(updates.GroupBy(update => (update.Participant, update.WindowStart)), same => Assert.Single(same.Select(update => update.Hash).Distinct()));
        Assert.Equal(0, (await cluster.Aggregator.GetStatus()).Conflicts);
        return [.. rounds.Select(round => $"{round.Version} {string.Join('+', round.Inputs.Select(input => input.Participant))} {round.Hash}")];
    }

    private static async Task SendAsync(FederationCluster cluster, TimeSpan duration)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = cluster.Kafka.BootstrapServers, LingerMs = 5 })
            .SetLogHandler((_, _) => { }).Build();
        const int Slices = 50;
        using var timer = new PeriodicTimer(duration > TimeSpan.Zero ? duration / Slices : TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < PerPartition; i++)
        {
            if (duration > TimeSpan.Zero && i % (PerPartition / Slices) == 0)
            {
                await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            }

            foreach (var (partition, records) in Log.Index())
            {
                var message = new Message<byte[]?, byte[]?> { Value = records[i].Value, Timestamp = new(records[i].Timestamp, TimestampType.CreateTime) };
                producer.Produce(new TopicPartition("sensor-data", partition), message);
            }
        }

        while (producer.Flush(TimeSpan.FromSeconds(1)) > 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
