using System.CommandLine;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Fog nodes in two regions, whose silo is killed in mid-stream, lead to the versions of the federation without regions; and these can be verified.</summary>
[Trait("Category", "Cluster")]
public sealed class RegionTests
{
    private const int Partitions = 4;
    private const int Seconds = 30;

    /// <summary>The last two windows stay open: no later reading closes them.</summary>
    private const int Windows = Seconds - 2;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public Task SiloKilled_InMidStreamOfSums_LeadsToTheHashesWithoutRegions() => CompareAsync("moments", "fedavg", rounds: 8);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("fedavg", 2)]
    [InlineData("fedadam", 11)]
    [InlineData("fedyogi", 5)]
    public Task SiloKilled_InMidStreamOfDeltas_LeadsToTheHashesWithoutRegions(string strategy, int rounds) => CompareAsync("logistic", strategy, rounds);

    private static async Task CompareAsync(string model, string strategy, int rounds)
    {
        await using var flat = FederationCluster.Create(Partitions);
        Send(flat, second: false);
        Send(flat, second: true);
        await flat.StartSilosAsync(1, Settings(model, strategy, regions: 0));
        var expected = await AllAsync(flat);
        Assert.All(expected, round => Assert.Equal((RoundReason.Complete, Partitions), (round.Reason, round.Inputs.Count)));

        await using var tree = FederationCluster.Create(Partitions);
        Send(tree, second: false);
        await tree.StartSilosAsync(3, Settings(model, strategy, regions: 2));
        await Eventually.GetAsync(tree.ReadRoundsAsync, seen => seen.Count >= rounds, Deadline, $"{rounds} versions");
        await Task.WhenAll(
            tree.Silos.KillSiloAsync(tree.Silos.SecondarySilos[^1], TestContext.Current.CancellationToken),
            Task.Run(() => Send(tree, second: true), TestContext.Current.CancellationToken));
        var versions = await AllAsync(tree);

        Assert.Equal(expected.Select(version => version.Hash), versions.Select(version => version.Hash));
        Assert.All(versions, version => Assert.Equal(["default@0", "default@1"], version.Regions!.Select(region => region.Participant)));

        var (exitCode, output) = await VerifyAsync(tree.Kafka.BootstrapServers, "--fog");
        Assert.True(exitCode == 0, output);
        Assert.Contains($"verified {2 * Windows} rounds of regions: {2 * Windows} equal", output, StringComparison.Ordinal);
        Assert.Contains($"verified {Windows} versions: {Windows} equal", output, StringComparison.Ordinal);

        using var copy = await CopyAsync(tree, versions[6].Inputs.First(input => input.Participant == "default/3").Offset, model == "moments" ? "sums" : "weightsBase64");
        (exitCode, output) = await VerifyAsync(copy.BootstrapServers);
        Assert.True(exitCode == 1, output);
        Assert.Contains("of default@1 differs", output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings(string model, string strategy, int regions)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Federations:default:Features:0"] = "a",
            ["Federations:default:Features:1"] = "b",
            ["Federations:default:Features:2"] = "y",
            ["Federations:default:Window"] = "00:00:01",
            ["Federations:default:Model"] = model,
            ["Federations:default:Strategy"] = strategy,
            ["Federations:default:IdleTimeout"] = "00:02:00",
            ["Federations:default:Regions"] = regions.ToString(CultureInfo.InvariantCulture),
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        };
        if (model == "logistic")
        {
            settings["Federations:default:ModelSettings:Target"] = "y";
        }

        return settings;
    }

    private static Task<IReadOnlyList<RoundEntry>> AllAsync(FederationCluster cluster) =>
        Eventually.GetAsync(cluster.ReadRoundsAsync, rounds => rounds.Count == Windows, Deadline, "all windows that readings close have versions");

    /// <summary>Sends one half of the readings: ten a second and partition, each with a label that depends on its two numbers.</summary>
    private static void Send(FederationCluster cluster, bool second)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig { BootstrapServers = cluster.Kafka.BootstrapServers, LingerMs = 5 }).Build();
        var random = new Random(second ? 32 : 31);
        var half = Seconds * 10 / 2;
        for (var i = second ? half : 0; i < (second ? 2 * half : half); i++)
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                var (a, b) = (random.NextDouble() - 0.5, random.NextDouble() + partition);
                var time = SensorLog.Start + (i * 100);
                var json = string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":{{time}},"a":{{a}},"b":{{b}},"y":{{(a + (b / 10) > 0.2 ? 1 : 0)}}}""");
                producer.Produce(
                    new TopicPartition("sensor-data", partition),
                    new() { Value = Encoding.UTF8.GetBytes(json), Timestamp = new(time, TimestampType.CreateTime) });
            }
        }

        producer.Flush(TestContext.Current.CancellationToken);
    }

    /// <summary>Copies updates and decisions to another broker, one byte of one update changed.</summary>
    private static async Task<EmbeddedKafkaCluster> CopyAsync(FederationCluster cluster, long offset, string field)
    {
        var copy = EmbeddedKafkaCluster.Start();
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = copy.BootstrapServers }).Build();
        foreach (var topic in (string[])["model-weights", "rounds"])
        {
            copy.CreateTopic(topic, 1);
            foreach (var record in await cluster.ReadTopicAsync(topic))
            {
                var value = topic == "model-weights" && record.Offset == offset ? ChangeOneByte(record.Value!, field) : record.Value;
                producer.Produce(new TopicPartition(topic, 0), new() { Key = record.Key, Value = value });
            }

            producer.Flush(TestContext.Current.CancellationToken);
        }

        return copy;
    }

    private static byte[] ChangeOneByte(byte[] json, string field)
    {
        var name = Encoding.UTF8.GetBytes($"\"{field}\":\"");
        var place = json.AsSpan().IndexOf(name) + name.Length;
        Assert.True(place > name.Length);
        byte[] changed = [.. json];
        changed[place] = changed[place] == (byte)'A' ? (byte)'B' : (byte)'A';
        return changed;
    }

    private static async Task<(int ExitCode, string Output)> VerifyAsync(string bootstrapServers, params string[] more)
    {
        using StringWriter output = new();
        RootCommand root = new() { VerifyCommand.Create() };
        var exitCode = await root.Parse(["verify", "--federation", "default", "--bootstrap", bootstrapServers, .. more])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString());
    }
}
