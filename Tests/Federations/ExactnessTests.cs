using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Tests.Federations;

[Trait("Category", "Cluster")]
public sealed class ExactnessTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Federations:default:Window"] = Window.ToString(),
        ["Federations:default:Lateness"] = Lateness.ToString(),
        ["Federations:default:IdleTimeout"] = "00:00:02",
        ["Kafka:HeartbeatInterval"] = "00:00:00.200",
    };

    [Theory]
    [InlineData(1, 1, 262_144, 5)]
    [InlineData(2, 1, 1_024, 0)]
    [InlineData(3, 3, 4_096, 50)]
    public async Task Federation_WithEveryKindOfReading_MakesWhatTheOracleMakes(int seed, int silos, int maxBatchBytes, int lingerMs)
    {
        await using var cluster = FederationCluster.Create(partitions: 4);
        var log = SensorLog.Create(seed, partitions: 4, perPartition: 3_000, spacingMs: 100);
        await log.SendAsync(cluster.Kafka.BootstrapServers, lingerMs: lingerMs);

        await cluster.StartSilosAsync(silos, new Dictionary<string, string?>(Settings) { ["Kafka:MaxBatchBytes"] = $"{maxBatchBytes}" });
        await cluster.WaitUntilDrainedAsync(TimeSpan.FromSeconds(60));

        var expected = Expected.Of(log, Window, Lateness);
        Assert.All(expected.Participants.Values.Take(3), participant => Assert.True(
            participant is { Late: > 0, Future: > 0, Malformed: > 0 } && participant.Windows.Any(window => window.Present[1] == 0)));
        Expected.Nodes(expected, await cluster.GetNodesAsync());
        Expected.Rounds(expected, await cluster.ReadRoundsAsync());
        var updates = await cluster.ReadTopicAsync("model-weights");
        Expected.Updates(expected, updates.Select(record => JsonSerializer.Deserialize(record.Value!, TopicJson.Default.UpdateMessage)!));
        Assert.Equal(
            expected.Participants.Values.Sum(participant => participant.Malformed + participant.Future),
            (await cluster.ReadTopicAsync("sensor-data.rejected")).Count);
    }
}
