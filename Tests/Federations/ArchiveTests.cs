using System.CommandLine;
using Confluent.Kafka;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Federations;

/// <summary>History that retention has removed from the topics is verified from the archive, and an archive that fails delays no round.</summary>
[Trait("Category", "Cluster")]
public sealed class ArchiveTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("archive-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Verify_AfterRetentionRemovedEverything_IsDoneFromTheArchive()
    {
        await using var cluster = await RunAsync(_folder.FullName);
        var rounds = await cluster.ReadRoundsAsync();
        await WaitForArchiveAsync(cluster, rounds.Count);
        var status = await Archive(cluster).GetStatus(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0L), (status.Failures, status.Missing));
        await cluster.Silos.DisposeAsync();

        var equal = $"verified {rounds.Count} versions: {rounds.Count} equal, 0 different, 0 not verifiable";
        Assert.Equal((0, equal), await VerifyAsync(cluster));
        Assert.Equal((0, equal), await VerifyAsync(cluster, "--archive", _folder.FullName));
        await PushOutAsync(cluster, "model-weights");
        Assert.Equal(2, (await VerifyAsync(cluster)).ExitCode);
        Assert.Equal((0, equal), await VerifyAsync(cluster, "--archive", _folder.FullName));
        await PushOutAsync(cluster, "rounds");
        Assert.Equal(2, (await VerifyAsync(cluster)).ExitCode);
        Assert.Equal((0, equal), await VerifyAsync(cluster, "--archive", _folder.FullName, "--archive-only"));
    }

    [Fact]
    public async Task Archive_ThatFails_DelaysNoRoundAndCatchesUp()
    {
        var place = Path.Combine(_folder.FullName, "place");
        await File.WriteAllTextAsync(place, "a file where a folder should be", TestContext.Current.CancellationToken);
        await using var cluster = await RunAsync(Path.Combine(place, "archive"));
        var rounds = await cluster.ReadRoundsAsync();

        var status = await Eventually.GetAsync(
            () => Archive(cluster).GetStatus(TestContext.Current.CancellationToken), status => status.Failures >= 2, Deadline, "the archive fails again and again");
        Assert.Equal(0, status.Version);
        Assert.True(rounds.Count > 5);
        File.Delete(place);

        await WaitForArchiveAsync(cluster, rounds.Count);
        await Eventually.GetAsync(
            () => Archive(cluster).GetStatus(TestContext.Current.CancellationToken), status => status.Failures == 0, Deadline, "the archive fails no more");
        Assert.Equal(0, (await VerifyAsync(cluster, "--archive", Path.Combine(place, "archive"), "--archive-only")).ExitCode);
    }

    private static async Task<FederationCluster> RunAsync(string archive)
    {
        var cluster = FederationCluster.Create(partitions: 3);
        await SensorLog.Create(seed: 5, partitions: 3, perPartition: 800, spacingMs: 100).SendAsync(cluster.Kafka.BootstrapServers);
        await cluster.StartSilosAsync(1, new Dictionary<string, string?>
        {
            ["Federations:default:Window"] = "00:00:10",
            ["Federations:default:IdleTimeout"] = "00:00:02",
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
            ["Archive:Location"] = archive,
            ["Archive:Interval"] = "00:00:00.500",
        });
        await cluster.WaitUntilDrainedAsync(Deadline);
        return cluster;
    }

    private static IFederationArchiveGrain Archive(FederationCluster cluster) => cluster.Silos.Client.GetGrain<IFederationArchiveGrain>(FederationCluster.Federation);

    private static Task<ArchiveStatus> WaitForArchiveAsync(FederationCluster cluster, long version) => Eventually.GetAsync(
        () => Archive(cluster).GetStatus(TestContext.Current.CancellationToken), status => status.Version == version, Deadline, $"version {version} is archived");

    /// <summary>The broker keeps 5 MiB of a partition.</summary>
    private static async Task PushOutAsync(FederationCluster cluster, string topic)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = cluster.Kafka.BootstrapServers }).Build();
        for (var i = 0; i < 8; i++)
        {
            await producer.ProduceAsync(new TopicPartition(topic, 0), new() { Key = "nobody", Value = new byte[900_000] }, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(int ExitCode, string Summary)> VerifyAsync(FederationCluster cluster, params string[] further)
    {
        using StringWriter output = new();
        RootCommand root = new() { VerifyCommand.Create() };
        var exitCode = await root.Parse(["verify", "--bootstrap", cluster.Kafka.BootstrapServers, .. further])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString().TrimEnd().Split(Environment.NewLine)[^1]);
    }
}
