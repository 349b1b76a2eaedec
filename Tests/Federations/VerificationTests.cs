using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Tests.Federations;

/// <summary>What a real run left on the topics is verified; a copy of it with one byte changed is not.</summary>
[Trait("Category", "Cluster")]
public sealed class VerificationTests
{
    [Fact]
    public async Task Verify_ARealRunAndACopyWithOneByteChanged_TellsThemApart()
    {
        await using var cluster = FederationCluster.Create(partitions: 4);
        var log = SensorLog.Create(seed: 3, partitions: 4, perPartition: 1_000, spacingMs: 100);
        await log.SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(1, new Dictionary<string, string?>
        {
            ["Federations:default:Window"] = "00:00:10",
            ["Federations:default:IdleTimeout"] = "00:00:02",
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        });
        await cluster.WaitUntilDrainedAsync(TimeSpan.FromSeconds(60));
        var rounds = await cluster.ReadRoundsAsync();

        await Verification.HoldsAsync(cluster.Kafka.BootstrapServers, rounds.Count);

        // A round's first update lies before the closing of the version before, whose rounds it was none of; its last one lies behind.
        foreach (var victim in rounds.Skip(3).Take(3))
        {
            foreach (var offset in (long[])[victim.Inputs.Min(input => input.Offset), victim.Inputs.Max(input => input.Offset)])
            {
                using var copy = await CopyAsync(cluster, offset);
                var (exitCode, output) = await Verification.RunAsync(copy.BootstrapServers);
                Assert.Equal(1, exitCode);
                Assert.Contains($"version {victim.Version} differs", output, StringComparison.Ordinal);
                Assert.Contains($"{rounds.Count - 1} equal, 1 different", output, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Copies updates and decisions to another broker, one digit of one update's weight changed.</summary>
    private static async Task<EmbeddedKafkaCluster> CopyAsync(FederationCluster cluster, long offset)
    {
        var copy = EmbeddedKafkaCluster.Start();
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = copy.BootstrapServers })
            .SetLogHandler((_, _) => { }).Build();
        foreach (var topic in (string[])["model-weights", "rounds"])
        {
            copy.CreateTopic(topic, 1);
            foreach (var record in await cluster.ReadTopicAsync(topic))
            {
                var value = topic == "model-weights" && record.Offset == offset ? ChangeOneDigit(record.Value!) : record.Value;
                var result = await producer.ProduceAsync(new TopicPartition(topic, 0), new() { Key = record.Key, Value = value }, TestContext.Current.CancellationToken);
                Assert.Equal(record.Offset, result.Offset.Value);
            }
        }

        return copy;
    }

    private static byte[] ChangeOneDigit(byte[] json)
    {
        var weight = JsonSerializer.Deserialize(json, TopicJson.Default.UpdateMessage)!.Weights![0];
        var place = Encoding.UTF8.GetString(json).IndexOf("\"weights\":[", StringComparison.Ordinal) + "\"weights\":[".Length;
        byte[] changed = [.. json];
        changed[place] = changed[place] == (byte)'1' ? (byte)'2' : (byte)'1';
        Assert.NotEqual(weight, JsonSerializer.Deserialize(changed, TopicJson.Default.UpdateMessage)!.Weights![0]);
        return changed;
    }
}
