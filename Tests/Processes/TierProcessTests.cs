using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Processes;

/// <summary>A fog silo and a cloud silo from environment variables alone, over two brokers and one store.</summary>
[Trait("Category", "Process")]
public sealed class TierProcessTests
{
    private const int Partitions = 2;
    private const int Readings = 400;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] Paths =
        ["/api/federations", "/api/federations/default", "/api/federations/default/nodes", "/api/federations/default/models", "/api/federations/default/rejections"];

    [Fact]
    public async Task Roles_OverTwoBrokers_MakeRoundsAndAnswerOnEverySilo()
    {
        await using var garnet = await GarnetProcess.StartAsync();
        await using var sensors = await BrokerProcess.StartAsync($"sensor-data:{Partitions},anomalies:{Partitions},sensor-data.rejected:1");
        await using var updates = await BrokerProcess.StartAsync("model-weights:1,rounds:1,global-model:1,model-weights.rejected:1");
        // The cloud silo is told nothing of the sensors' broker.
        await using var cloud = await SiloProcess.StartAsync(Variables(garnet, updates, new() { ["Silo__Role"] = "cloud" }));
        await cloud.Process.WaitForLineAsync(line => line.Contains("No silo hosts the tier Fog", StringComparison.Ordinal), Deadline);
        await Eventually.GetAsync(
            () => cloud.Http.GetStringAsync(new Uri("/health", UriKind.Relative)),
            answer => answer.StartsWith("Degraded\nroles: No silo hosts the tier Fog", StringComparison.Ordinal),
            Deadline,
            "the cloud silo misses the fog");
        await using var fog = await SiloProcess.StartAsync(
            Variables(garnet, updates, new() { ["Silo__Role"] = "fog", ["ConnectionStrings__kafka"] = sensors.BootstrapServers }));

        await using var edge = ChildProcess.Start(
            "Edge.dll", ["simulate", "--sensors", "10", "--rate", "0", "--count", $"{Readings}", "--bootstrap", sensors.BootstrapServers]);
        Assert.Equal(0, await edge.WaitForExitAsync(Deadline));
        await cloud.WaitUntilDrainedAsync(Readings, updates.BootstrapServers, Deadline);

        var hashes = await Task.WhenAll(((SiloProcess[])[fog, cloud]).Select(HashesAsync));
        Assert.NotEmpty(hashes[0]);
        Assert.Equal(hashes[0], hashes[1]);
        foreach (var silo in (SiloProcess[])[fog, cloud])
        {
            Assert.All(await Task.WhenAll(Paths.Select(path => silo.Http.GetAsync(new Uri(path, UriKind.Relative)))), answer => answer.EnsureSuccessStatusCode());
            await Eventually.GetAsync(
                () => silo.Http.GetStringAsync(new Uri("/health", UriKind.Relative)), answer => answer == "Healthy", Deadline, "a silo is healthy");
        }

        await using var verify = ChildProcess.Start(
            "Edge.dll", ["verify", "--fog", "--bootstrap", updates.BootstrapServers, "--sensor-bootstrap", sensors.BootstrapServers]);
        Assert.Equal(0, await verify.WaitForExitAsync(Deadline));
    }

    private static Dictionary<string, string?> Variables(GarnetProcess garnet, BrokerProcess updates, Dictionary<string, string?> more) => new(more)
    {
        ["ConnectionStrings__redis"] = garnet.ConnectionString,
        ["ConnectionStrings__kafka-cloud"] = updates.BootstrapServers,
        ["Federations__default__Window"] = "00:00:02",
        ["Federations__default__IdleTimeout"] = "00:00:01",
    };

    private static async Task<List<string?>> HashesAsync(SiloProcess silo) =>
        [.. (await silo.GetAsync("/api/federations/default/models")).EnumerateArray().Select(model => model.GetProperty("hash").GetString())];
}
