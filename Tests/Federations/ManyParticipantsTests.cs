using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Participants that are many: their regions work on one machine and lead to the versions of the federation without regions.</summary>
[Trait("Category", "Cluster")]
public sealed class ManyParticipantsTests
{
    private const int Windows = 2;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public Task Regions_AThousandParticipantsInTwenty_LeadToTheSameVersions() => CompareAsync(1_000, 20);

    [Fact]
    [Trait("Category", "Long")]
    public Task Regions_TenThousandParticipantsInAHundred_LeadToTheSameVersions() => CompareAsync(10_000, 100);

    private static async Task CompareAsync(int participants, int regions)
    {
        var flat = await RunAsync(participants, 0);
        var tree = await RunAsync(participants, regions);

        Assert.Equal(flat.Select(version => version.Hash), tree.Select(version => version.Hash));
        Assert.Equal(flat.Select(version => version.Samples), tree.Select(version => version.Samples));
        Assert.All(tree, version => Assert.Equal(regions, version.Regions!.Count));
    }

    private static async Task<IReadOnlyList<RoundEntry>> RunAsync(int participants, int regions)
    {
        await using var cluster = FederationCluster.Create(partitions: 1);
        await cluster.StartSilosAsync(1, Settings(participants, regions));
        Send(cluster, participants, regions);
        return await Eventually.GetAsync(cluster.ReadRoundsAsync, rounds => rounds.Count == Windows, Deadline, $"{Windows} versions of {participants} in {regions}");
    }

    private static Dictionary<string, string?> Settings(int participants, int regions)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Federations:default:Features:0"] = "a",
            ["Federations:default:Features:1"] = "b",
            ["Federations:default:Features:2"] = "y",
            ["Federations:default:Window"] = "00:00:01",
            ["Federations:default:Model"] = "logistic",
            ["Federations:default:ModelSettings:Target"] = "y",
            ["Federations:default:Strategy"] = "fedavg",
            ["Federations:default:IdleTimeout"] = "00:00:00.500",
            ["Federations:default:Regions"] = regions.ToString(CultureInfo.InvariantCulture),
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
            ["Kafka:ProducerSettings:compression.type"] = "zstd",
        };
        for (var participant = 0; participant < participants; participant++)
        {
            settings[$"Federations:default:ExternalParticipants:{participant}"] = $"p{participant}";
        }

        return settings;
    }

    private static void Send(FederationCluster cluster, int participants, int regions)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = cluster.Kafka.BootstrapServers,
            CompressionType = CompressionType.Zstd,
            LingerMs = 20,
        }).Build();
        for (var window = 0; window < Windows; window++)
        {
            for (var participant = 0; participant < participants; participant++)
            {
                var name = $"p{participant}";
                var weights = Convert.ToBase64String(PackedNumbers.FromSingles([participant / 7.0, window - (participant % 13), 0.1]));
                var json = string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"federation":"default","participant":"{{name}}","kind":"update","closedThrough":{{(window + 1) * 1_000}},"windowStart":{{window * 1_000}},"windowEnd":{{(window + 1) * 1_000}},"model":"logistic","baseVersion":0,"samples":{{1 + (participant % 101)}},"weightsBase64":"{{weights}}"}""");
                producer.Produce(
                    new TopicPartition("model-weights", 0),
                    new() { Key = Encoding.UTF8.GetBytes(FederationRegions.AggregatorOf("default", name, regions)), Value = Encoding.UTF8.GetBytes(json) });
            }
        }

        producer.Flush(TestContext.Current.CancellationToken);
    }
}
