using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Edge.Replay;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>
/// Real telemetry (SKAB, Skoltech Anomaly Benchmark) through the whole system: every recording is a machine with a partition of its own, trains with its
/// first 400 readings, and is scored from there on; by a model of its own, and by one global model of all machines. What counts is on the anomalies topic.
/// </summary>
[Trait("Category", "Cluster")]
public sealed class SkabTests
{
    private const int Training = 400;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private static readonly (string Feature, string Column)[] Map =
    [
        ("accelerometer1", "Accelerometer1RMS"), ("accelerometer2", "Accelerometer2RMS"), ("current", "Current"), ("pressure", "Pressure"),
        ("temperature", "Temperature"), ("thermocouple", "Thermocouple"), ("voltage", "Voltage"), ("flow", "Volume Flow RateRMS"),
    ];

    [Theory]
    [InlineData(ScoringSource.Own, 0.75, 0.77)]
    [InlineData(ScoringSource.Global, 0, 0.4)]
    public async Task Anomalies_OfEveryMachine_AreTheFaultsIfItsOwnModelScores(ScoringSource source, double leastF1, double mostF1)
    {
        var folder = Path.Combine(RepositoryFolder.Path, "..", "shared", "data", "skab");
        Assert.SkipUnless(Directory.Exists(folder), "The recordings in ../shared/data/skab are not here.");
        string[] files = [.. Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal)];
        var cut = Directory.CreateTempSubdirectory("skab-");
        try
        {
            await using var cluster = FederationCluster.Create(partitions: files.Length);
            await cluster.StartSilosAsync(2, Settings(source));

            await ReplayAsync(cluster, [.. files.Select(file => Cut(file, cut.FullName, isTraining: true))]);
            await WaitAsync(cluster, files.Length, _ => Training);
            if (source == ScoringSource.Global)
            {
                await WaitForModelAsync(cluster, Training * files.Length);
            }

            await ReplayAsync(cluster, [.. files.Select(file => Cut(file, cut.FullName, isTraining: false))]);
            await WaitAsync(cluster, files.Length, partition => File.ReadLines(files[partition]).Count() - 1);

            var faults = files.Select(Faults).ToArray();
            AnomalyMessage[] scores =
            [
                .. (await cluster.ReadTopicAsync("anomalies")).Select(record => JsonSerializer.Deserialize(record.Value!, TopicJson.Default.AnomalyMessage)!)
                    .DistinctBy(score => (score.Partition, score.Offset)),
            ];
            var quality = ScoreQuality.Of(scores.Select(score => (score.Score, score.Anomaly, faults[score.Partition][score.Offset])));
            TestContext.Current.TestOutputHelper!.WriteLine($"{source}: {quality}");

            Assert.Equal(faults.Sum(machine => machine.Length - Training), quality.Count);
            Assert.InRange(quality.F1, leastF1, mostF1);
            Assert.Equal(scores.Count(score => score.Anomaly), (await cluster.GetNodesAsync()).Sum(node => node.Anomalies));
            Assert.All(scores, score => Assert.Equal(source == ScoringSource.Global, score.Version is not null));
        }
        finally
        {
            cut.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string?> Settings(ScoringSource source)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
            ["Federations:default:Model"] = "moments",
            ["Federations:default:Window"] = "01:00:00",
            ["Federations:default:IdleTimeout"] = "00:00:03",
            ["Federations:default:Scoring:Source"] = source.ToString(),
            ["Federations:default:Scoring:TrainingReadings"] = Training.ToString(CultureInfo.InvariantCulture),
            ["Federations:default:Scoring:PublishAll"] = "true",
        };
        foreach (var (i, (feature, _)) in Map.Index())
        {
            settings[$"Federations:default:Features:{i}"] = feature;
        }

        return settings;
    }

    /// <summary>Waits until the fog nodes have been given a global model of so many readings.</summary>
    private static async Task WaitForModelAsync(FederationCluster cluster, int readings)
    {
        var models = await Eventually.GetAsync(
            () => cluster.Aggregator.GetModels(1), models => models is [var newest] && newest.Weights[0] == readings, Deadline, $"a global model of {readings} readings");
        await Eventually.GetAsync(
            cluster.GetNodesAsync, nodes => nodes.All(node => node.ModelVersion == models[0].Version), Deadline, "all nodes have the newest global model");
    }

    private static async Task ReplayAsync(FederationCluster cluster, string[] files)
    {
        using StringWriter output = new();
        RootCommand root = new() { ReplayCommand.Create() };
        string[] arguments =
        [
            "replay", .. files, "--delimiter", ";", "--time", "datetime", "--partition-by-file", "--speed", "max",
            "--bootstrap", cluster.Kafka.BootstrapServers, .. Map.SelectMany(pair => new[] { "--map", $"{pair.Feature}={pair.Column}" }),
        ];
        var exitCode = await root.Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output.ToString());
    }

    /// <summary>A recording's first readings, or the others a day later: after the first part every machine falls silent, and its windows close.</summary>
    private static string Cut(string file, string folder, bool isTraining)
    {
        var lines = File.ReadLines(file).ToList();
        var part = Path.Combine(folder, (isTraining ? "training-" : "test-") + Path.GetFileName(file));
        File.WriteAllLines(part, [lines[0], .. isTraining ? lines[1..(Training + 1)] : lines[(Training + 1)..].Select(ADayLater)]);
        return part;
    }

    private static string ADayLater(string line)
    {
        var end = line.IndexOf(';', StringComparison.Ordinal);
        var time = DateTime.Parse(line[..end], CultureInfo.InvariantCulture).AddDays(1);
        return time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + line[end..];
    }

    private static bool[] Faults(string file) => [.. File.ReadLines(file).Skip(1).Select(line => line.Split(';')[^2] == "1.0")];

    /// <summary>Waits until every node has read so many readings, is idle, and has nothing left to send.</summary>
    private static async Task WaitAsync(FederationCluster cluster, int nodes, Func<int, int> readings)
    {
        for (var partition = 0; partition < nodes; partition++)
        {
            var node = cluster.Silos.Client.GetGrain<IFogNodeGrain>(FogNodeKey.Create(FederationCluster.Federation, partition));
            var expected = readings(partition);
            var status = await Eventually.GetAsync(
                () => node.GetStatus(),
                status => status.NextOffset == expected && status is { Idle: true, Outbox: 0 },
                Deadline,
                $"partition {partition} is read to {expected}");
            Assert.Equal((expected, 0, 0), (status.Readings, status.Late, status.Malformed));
        }
    }
}
