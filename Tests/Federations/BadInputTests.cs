using System.Text;
using Confluent.Kafka;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Whatever may lie on the sensor topic is counted and stops nothing.</summary>
[Trait("Category", "Cluster")]
public sealed class BadInputTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Federations:default:Window"] = "00:00:10",
        ["Federations:default:IdleTimeout"] = "00:00:02",
        ["Kafka:HeartbeatInterval"] = "00:00:00.200",
    };

    [Fact]
    public async Task SensorTopic_WithEverythingThatIsNoReading_CountsItAndGoesOn()
    {
        var garbage = new byte[1_000];
        new Random(5).NextBytes(garbage);
        var large = Encoding.UTF8.GetBytes($$"""{"temperature":1,"note":"{{new string('x', 900_000)}}"}""");
        (byte[]? Key, byte[]? Value)[] records =
        [
            ("s1"u8.ToArray(), Reading(20)),
            ("s1"u8.ToArray(), "{\"temperature\":"u8.ToArray()),
            ([], Reading(22)),
            (null, Reading(24)),
            ("s1"u8.ToArray(), new byte[900_000]),
            ("s1"u8.ToArray(), large),
            ("s1"u8.ToArray(), null),
            ("s1"u8.ToArray(), """{"timestamp":"2099-01-01T00:00:00Z","temperature":99}"""u8.ToArray()),
            (garbage, garbage),
            (new byte[150_000], new byte[890_000]),
            ("s1"u8.ToArray(), Reading(26)),
        ];
        await using var cluster = FederationCluster.Create(partitions: 2);
        await SendAsync(cluster, "sensor-data", records);

        await cluster.StartSilosAsync(1, Settings);
        await cluster.WaitUntilDrainedAsync(TimeSpan.FromSeconds(60));

        var node = (await cluster.GetNodesAsync())[0];
        Assert.Equal((5, 5, 1, 0), (node.Readings, node.Malformed, node.Future, node.Late));
        var round = Assert.Single(await cluster.ReadRoundsAsync());
        Assert.Equal((20 + 22 + 24 + 1 + 26) / 5.0 / 2, round.GlobalWeight);

        var rejected = await cluster.ReadTopicAsync("sensor-data.rejected");
        Assert.Equal(6, rejected.Count);
        Assert.Single(rejected, record => record is { Key.Length: 10_000, Value.Length: 890_000 });
        Assert.All(new[] { 1, 4, 6, 7, 8 }, index => Assert.Contains(rejected, record => Same(record.Value, records[index].Value)));
    }

    [Fact]
    public async Task UpdatesTopic_WithForeignRecords_CountsThemAndKeepsThem()
    {
        await using var cluster = FederationCluster.Create(partitions: 2);
        await SendAsync(cluster, "sensor-data", [(null, Reading(20))]);
        await cluster.StartSilosAsync(1, Settings);
        await cluster.WaitUntilDrainedAsync(TimeSpan.FromSeconds(60));

        var update = Encoding.UTF8.GetString((await cluster.ReadTopicAsync("model-weights")).Select(record => record.Value!).First(
            value => Encoding.UTF8.GetString(value).Contains("\"update\"", StringComparison.Ordinal)));
        string[] foreign =
        [
            "no json",
            update,
            update.Replace("\"default/0\"", "\"default/77\"", StringComparison.Ordinal),
            update.Replace("\"samples\":1", "\"samples\":2", StringComparison.Ordinal),
        ];
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = cluster.Kafka.BootstrapServers })
            .SetLogHandler((_, _) => { }).Build())
        {
            foreach (var value in foreign)
            {
                await producer.ProduceAsync(new TopicPartition("model-weights", 0), new() { Key = "default", Value = value }, TestContext.Current.CancellationToken);
            }
        }

        await SendAsync(cluster, "model-weights", [([.. "default@"u8, .. new byte[150_000]], new byte[890_000])]);

        var status = await Support.Eventually.GetAsync(
            () => cluster.Aggregator.GetStatus(), status => status is { Malformed: 2, Unknown: 2, Duplicates: 1 }, TimeSpan.FromSeconds(30), "all five are judged");

        Assert.Equal((0, 0), (status.Conflicts, status.Closed));
        Assert.Single(await cluster.ReadRoundsAsync());
        Assert.Equal(4, (await cluster.ReadTopicAsync("model-weights.rejected")).Count);
    }

    private static byte[] Reading(int temperature) => Encoding.UTF8.GetBytes($$"""{"temperature":{{temperature}}}""");

    private static bool Same(byte[]? one, byte[]? other) => one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

    private static async Task SendAsync(FederationCluster cluster, string topic, IEnumerable<(byte[]? Key, byte[]? Value)> records)
    {
        var config = new ProducerConfig { BootstrapServers = cluster.Kafka.BootstrapServers, MessageMaxBytes = 2_000_000 };
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
        foreach (var (key, value) in records)
        {
            var message = new Message<byte[]?, byte[]?> { Key = key, Value = value, Timestamp = new(SensorLog.Start, TimestampType.CreateTime) };
            await producer.ProduceAsync(new TopicPartition(topic, 0), message, TestContext.Current.CancellationToken);
        }
    }
}
