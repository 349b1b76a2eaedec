using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Tests.Federations;
using FederatedOrleans.Tests.Support;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Operations;

/// <summary>What Prometheus is told after a run whose every count is known.</summary>
[Trait("Category", "Process")]
public sealed class MetricsTests
{
    private const int Partitions = 3;
    private const int ForeignMessages = 5;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Scrape_AfterAKnownRun_EqualsTheKnownCounts()
    {
        var log = SensorLog.Create(seed: 23, Partitions, perPartition: 1_500, spacingMs: 100);
        var expected = Expected.Of(log, Window, TimeSpan.FromSeconds(1));
        await using var broker = await BrokerProcess.StartAsync(Partitions);
        await log.SendAsync(broker.BootstrapServers);
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?>
        {
            ["ConnectionStrings__kafka"] = broker.BootstrapServers,
            ["Federations__default__Window"] = Window.ToString(),
            ["Federations__default__IdleTimeout"] = "00:00:02",
            ["Kafka__HeartbeatInterval"] = "00:00:00.200",
        });
        await silo.WaitUntilDrainedAsync(log.Count, broker.BootstrapServers, Deadline);
        await SendForeignAsync(broker.BootstrapServers);

        var scrape = await Eventually.GetAsync(
            () => Scrape.GetAsync(silo.Http),
            scrape => scrape.Sum("federation_readings_total") >= log.Count && scrape.Sum("federation_refused_messages_total") >= 5
                && scrape.Sum("federation_version") >= expected.Rounds.Count,
            Deadline,
            "everything is counted");

        foreach (var (participant, known) in expected.Participants)
        {
            var partition = ("partition", participant.Split('/')[1]);
            Assert.Equal(
                (known.Readings, known.Late, known.Future, known.Malformed, 0),
                (Read("counted"), Read("late"), Read("future"), Read("malformed"), Read("expired")));
            Assert.Equal(1, scrape.Sum("federation_node_idle", partition));
            Assert.True(scrape.Has("federation_node_outbox", partition));

            long Read(string outcome) => (long)scrape.Sum("federation_readings_total", partition, ("outcome", outcome));
        }

        Assert.Equal(log.Count, scrape.Sum("federation_readings_total"));
        Assert.Equal(expected.Participants.Values.Sum(known => known.Future), scrape.Sum("federation_rejected_records_total", ("reason", "future")));
        Assert.Equal(
            expected.Participants.Values.Sum(known => known.Malformed),
            scrape.Sum("federation_rejected_records_total", ("reason", "malformed:json")) + scrape.Sum("federation_rejected_records_total", ("reason", "malformed:feature")));
        Assert.Equal(log.Count, scrape.Sum("kafka_consumed_records_total", ("topic", "sensor-data")));
        Assert.Equal((2, 1, 1, 1), (Refused("duplicate"), Refused("conflict"), Refused("unknown"), Refused("malformed")));
        Assert.Equal(1, scrape.Sum("federation_rejected_records_total", ("topic", "model-weights"), ("reason", "conflict")));
        Assert.Equal(expected.Rounds.Count, scrape.Sum("federation_round_duration_seconds_count"));
        Assert.Equal(expected.Rounds.Count, scrape.Sum("federation_version"));
        Assert.Equal(expected.Rounds[^1].Participants.Count, scrape.Sum("federation_round_participants"));
        Assert.Equal((Partitions, 0), (scrape.Sum("federation_participants"), scrape.Sum("federation_node_lag")));
        Assert.Equal(0, scrape.Sum("federation_node_outbox"));

        using var reader = new KafkaLogReader(new Dictionary<string, string> { ["bootstrap.servers"] = broker.BootstrapServers });
        foreach (var topic in (string[])["model-weights", "rounds", "global-model", "sensor-data.rejected", "model-weights.rejected"])
        {
            var foreign = topic == "model-weights" ? ForeignMessages : 0;
            var written = (await reader.GetWatermarksAsync(topic, 0, TestContext.Current.CancellationToken)).High - foreign;
            Assert.True(written > 0);
            Assert.Equal(written, scrape.Sum("kafka_produced_records_total", ("topic", topic)));
            Assert.True(scrape.Sum("kafka_produced_bytes_total", ("topic", topic)) > 2 * written);
        }

        Promtool.Require();
        Assert.Equal((0, ""), await Promtool.CheckAsync(["metrics"], scrape.OwnText));

        int Refused(string verdict) => (int)scrape.Sum("federation_refused_messages_total", ("verdict", verdict));
    }

    [Fact]
    public async Task Scrape_AfterRetentionRemovedReadings_CountsThemAsExpired()
    {
        // The broker keeps 5 MiB of a partition.
        const int Readings = 40;
        await using var broker = await BrokerProcess.StartAsync(partitions: 1);
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, LingerMs = 0 }).Build())
        {
            for (var i = 0; i < Readings; i++)
            {
                var value = $$"""{"temperature":20,"padding":"{{new string('x', 250_000)}}"}""";
                await producer.ProduceAsync(new TopicPartition("sensor-data", 0), new() { Value = value }, TestContext.Current.CancellationToken);
            }
        }

        using var reader = new KafkaLogReader(new Dictionary<string, string> { ["bootstrap.servers"] = broker.BootstrapServers });
        var bounds = await reader.GetWatermarksAsync("sensor-data", 0, TestContext.Current.CancellationToken);
        Assert.True(bounds.Low > 0 && bounds.High == Readings);
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?>
        {
            ["ConnectionStrings__kafka"] = broker.BootstrapServers,
            ["Federations__default__IdleTimeout"] = "00:00:02",
        });

        var scrape = await Eventually.GetAsync(
            () => Scrape.GetAsync(silo.Http), scrape => scrape.Sum("federation_readings_total") >= Readings, Deadline, "everything is counted");

        Assert.Equal(bounds.Low, scrape.Sum("federation_readings_total", ("outcome", "expired")));
        Assert.Equal(Readings - bounds.Low, scrape.Sum("federation_readings_total", ("outcome", "counted")));
        Assert.Equal(Readings, scrape.Sum("federation_readings_total"));
    }

    /// <summary>Sends an update that came before twice, one that contradicts it, one of nobody and one that is none.</summary>
    private static async Task SendForeignAsync(string bootstrapServers)
    {
        using var reader = new KafkaLogReader(new Dictionary<string, string> { ["bootstrap.servers"] = bootstrapServers });
        var bounds = await reader.GetWatermarksAsync("model-weights", 0);
        var update = default(UpdateMessage);
        await foreach (var record in reader.ReadAsync("model-weights", 0, bounds.Low, bounds.High))
        {
            var message = JsonSerializer.Deserialize(record.Value, TopicJson.Default.UpdateMessage)!;
            update ??= message.Kind == UpdateKind.Update ? message : null;
        }

        var other = update! with { Weights = [update.Weights![0] + 1] };
        var conflict = other with
        {
            Hash = UpdateHash.Compute(
                other.Participant, other.Model!, other.WindowStart!.Value, other.WindowEnd!.Value, other.Samples, [.. other.Present!], [.. other.Weights!]),
        };
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = bootstrapServers })
            .SetLogHandler((_, _) => { }).Build();
        foreach (var value in (byte[][])[Json(update), Json(update), Json(conflict), Json(update with { Participant = "default/77" }), Encoding.UTF8.GetBytes("no json")])
        {
            await producer.ProduceAsync(new TopicPartition("model-weights", 0), new() { Key = "default", Value = value }, TestContext.Current.CancellationToken);
        }
    }

    private static byte[] Json(UpdateMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, TopicJson.Default.UpdateMessage);
}
