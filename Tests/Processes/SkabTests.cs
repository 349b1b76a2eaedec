using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Federations;
using FederatedOrleans.Tests.Oracle;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Processes;

/// <summary>
/// Real telemetry (SKAB, Skoltech Anomaly Benchmark) through broker, silo and replay as processes of their own. What comes out is compared with what
/// the oracle computes from the records that lie on the sensor topic.
/// </summary>
[Trait("Category", "Process")]
public sealed class SkabTests
{
    private const int Partitions = 4;
    private const int Readings = 37_401;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Replay_FilesAlignedAndMerged_LosesNothingAndMakesWhatTheOracleMakes()
    {
        var (expected, rounds, nodes) = await RunAsync("--align");

        Assert.Equal((Readings, 0, 0), (Sum(nodes, "readings"), Sum(nodes, "late"), Sum(nodes, "malformed")));
        Assert.True(rounds.Count(round => round.Inputs.Count == Partitions) >= 0.8 * rounds.Count);
        Expected.Rounds(expected, rounds);
    }

    [Fact]
    public async Task Replay_FilesOneAfterTheOther_ReportsTheOraclesLateReadings()
    {
        var (expected, rounds, nodes) = await RunAsync("--no-merge");

        Assert.True(expected.Participants.Values.Sum(participant => participant.Late) > 0);
        Assert.Equal(
            expected.Participants.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Value.Readings, pair.Value.Late)),
            nodes.EnumerateArray().Select(node => (node.GetProperty("readings").GetInt64(), node.GetProperty("late").GetInt64())));
        Assert.Equal(Readings, Sum(nodes, "readings") + Sum(nodes, "late"));
        Expected.Rounds(expected, rounds);
    }

    private static async Task<(OracleResult Expected, IReadOnlyList<RoundEntry> Rounds, JsonElement Nodes)> RunAsync(string order)
    {
        var folder = Path.Combine(RepositoryFolder.Path, "..", "shared", "data", "skab");
        Assert.SkipUnless(Directory.Exists(folder), "The recordings in ../shared/data/skab are not here.");
        await using var broker = await BrokerProcess.StartAsync(Partitions);
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?>
        {
            ["ConnectionStrings__kafka"] = broker.BootstrapServers,
            ["Federations__default__Window"] = "00:01:00",
            ["Federations__default__Lateness"] = "00:00:05",
        });
        await using var replay = ChildProcess.Start(
            "Edge.dll",
            [
                "replay", .. Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal), "--delimiter", ";", "--time", "datetime",
                "--map", "temperature=Temperature", "--map", "vibration=Accelerometer1RMS", "--sensor-id", "FILE", order, "--speed", "max",
                "--bootstrap", broker.BootstrapServers,
            ]);
        Assert.Equal(0, await replay.WaitForExitAsync(Deadline));
        Assert.Contains(replay.Lines, line => line.Text == $"sent {Readings} readings, 0 failed");
        await silo.WaitUntilDrainedAsync(Readings, broker.BootstrapServers, Deadline);

        using var reader = new KafkaLogReader(new Dictionary<string, string> { ["bootstrap.servers"] = broker.BootstrapServers });
        var records = new Dictionary<string, IReadOnlyList<SensorRecord>>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            records[$"default/{partition}"] = await ReadAsync(reader, partition);
        }

        var settings = new OracleSettings(60_000, 5_000, 60_000, ["temperature", "vibration"], [.. records.Keys]);
        return (FederationOracle.Compute(settings, records), await RoundsTopic.ReadAsync(reader), await silo.GetAsync("/api/federations/default/nodes"));
    }

    private static async Task<IReadOnlyList<SensorRecord>> ReadAsync(KafkaLogReader reader, int partition)
    {
        var bounds = await reader.GetWatermarksAsync("sensor-data", partition);
        List<SensorRecord> records = [];
        await foreach (var record in reader.ReadAsync("sensor-data", partition, bounds.Low, bounds.High))
        {
            records.Add(new(record.Offset, record.Timestamp, record.Value));
        }

        return records;
    }

    private static long Sum(JsonElement nodes, string counter) => nodes.EnumerateArray().Sum(node => node.GetProperty(counter).GetInt64());
}
