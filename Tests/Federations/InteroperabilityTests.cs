using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace FederatedOrleans.Tests.Federations;

/// <summary>A plain Kafka program joins in: it knows nothing but the topics' JSON fields.</summary>
[Trait("Category", "Cluster")]
public sealed class InteroperabilityTests
{
    [Fact]
    public async Task PlainClient_ProducesReadingsAndReadsEveryTopic_AsDocumentedJson()
    {
        await using var cluster = FederationCluster.Create(partitions: 2);
        await cluster.StartSilosAsync(1, new Dictionary<string, string?>
        {
            ["Federations:default:Window"] = "00:00:05",
            ["Federations:default:IdleTimeout"] = "00:00:02",
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        });
        var config = new ProducerConfig { BootstrapServers = cluster.Kafka.BootstrapServers };
        using (var producer = new ProducerBuilder<string, string>(config).SetLogHandler((_, _) => { }).Build())
        {
            foreach (var (partition, temperature, vibration) in new[] { (0, 26.5, 0.03), (1, 20, 0.02) })
            {
                var reading = $$"""{"sensor_id":"s{{partition}}","timestamp":"2026-01-01T00:00:01Z","temperature":{{temperature}},"vibration":{{vibration}}}""";
                await producer.ProduceAsync(
                    new TopicPartition("sensor-data", partition), new() { Key = $"s{partition}", Value = reading }, TestContext.Current.CancellationToken);
            }
        }

        await cluster.WaitUntilDrainedAsync(TimeSpan.FromSeconds(60));

        var update = Read(cluster, "model-weights").First(
            record => Text(record.Value, "kind") == "update" && Text(record.Value, "participant") == "default/0");
        Assert.Equal("default", update.Key);
        Assert.Equal(
            ("default", "seed-weight", 1_767_225_600_000L, 1_767_225_605_000L, 1L, 14.75),
            (
                Text(update.Value, "federation"), Text(update.Value, "model"), Number(update.Value, "windowStart"), Number(update.Value, "windowEnd"),
                Number(update.Value, "samples"), update.Value.GetProperty("weights")[0].GetDouble()));
        Assert.Equal([1L, 1L], update.Value.GetProperty("present").EnumerateArray().Select(count => count.GetInt64()));

        var decisions = Read(cluster, "rounds");
        Assert.Equal("configuration", Text(decisions[0].Value, "kind"));
        Assert.Equal(2, decisions.Count(record => Text(record.Value, "kind") == "idle"));
        var round = Assert.Single(decisions, record => Text(record.Value, "kind") == "round").Value;
        Assert.Equal((1, 2), (Number(round, "version"), round.GetProperty("inputs").GetArrayLength()));
        Assert.Equal((14.75 + 11) / 2, round.GetProperty("globalWeight").GetDouble());

        var model = Assert.Single(Read(cluster, "global-model"));
        Assert.Equal("default", model.Key);
        Assert.Equal(Text(round, "hash"), Text(model.Value, "hash"));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), model.Value.GetProperty("window").GetProperty("start").GetDateTimeOffset());
    }

    private static string? Text(JsonElement record, string field) => record.GetProperty(field).GetString();

    private static long Number(JsonElement record, string field) => record.GetProperty(field).GetInt64();

    private static List<(string Key, JsonElement Value)> Read(FederationCluster cluster, string topic)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = cluster.Kafka.BootstrapServers,
            GroupId = "plain",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        List<(string, JsonElement)> records = [];
        while (consumer.Consume(TestContext.Current.CancellationToken) is { IsPartitionEOF: false } record)
        {
            records.Add((record.Message.Key, JsonDocument.Parse(Encoding.UTF8.GetString(record.Message.Value)).RootElement));
        }

        return records;
    }
}
