using System.Text.Json;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Processes;

/// <summary>A silo starts when what it needs has come, and ends when it is asked to, under load and without a loss.</summary>
[Trait("Category", "Process")]
public sealed class LifeTests
{
    private const int Partitions = 2;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Start_WithoutStoreAndKafka_WaitsSaysSoAndGoesOnWhenTheyCome()
    {
        var storePort = FreePort.Get();
        await using var broker = await BrokerProcess.StartAsync(Partitions);
        Assert.StartsWith("ok", await broker.AskAsync("down"), StringComparison.Ordinal);
        await using var silo = ChildProcess.Start("Silo.dll", [], new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Get()}",
            ["ConnectionStrings__kafka"] = broker.BootstrapServers,
            ["ConnectionStrings__redis"] = $"127.0.0.1:{storePort},connectTimeout=1000",
        });

        await silo.WaitForLineAsync(line => line.Contains("The store does not answer", StringComparison.Ordinal), Deadline);
        await using var garnet = await GarnetProcess.StartAsync(port: storePort);
        await silo.WaitForLineAsync(line => line.Contains("The store answers", StringComparison.Ordinal), Deadline);
        await silo.WaitForLineAsync(line => line.Contains("Kafka does not answer", StringComparison.Ordinal), Deadline);
        Assert.StartsWith("ok", await broker.AskAsync("up"), StringComparison.Ordinal);
        await silo.WaitForLineAsync(line => line.Contains("Kafka answers", StringComparison.Ordinal), Deadline);
        await silo.WaitForLineAsync(line => line.Contains("Application started", StringComparison.Ordinal), Deadline);

        Assert.DoesNotContain(silo.Lines, line => line.Text.Contains(" fail: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminate_BeforeTheHostStarts_EndsWithZero()
    {
        await using var silo = ChildProcess.Start("Silo.dll", [], new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Get()}" });
        // Orleans comes into memory while the host is being put together: after the first statement, and long before the host listens itself.
        await Eventually.GetAsync(
            () => File.ReadAllTextAsync($"/proc/{silo.Id}/maps"), maps => maps.Contains("/Orleans.Runtime.dll", StringComparison.Ordinal), Deadline, "the host is put together");

        silo.Send(ProcessSignal.Terminate);

        Assert.Equal(0, await silo.WaitForExitAsync(TimeToEnd));
        Assert.DoesNotContain(silo.Lines, line => line.Text.Contains("Application started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminate_UnderLoad_EndsInTimeAndNothingIsLostOrCountedTwice()
    {
        const int Readings = 3_000;
        await using var garnet = await GarnetProcess.StartAsync();
        await using var broker = await BrokerProcess.StartAsync(Partitions);
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings__kafka"] = broker.BootstrapServers,
            ["ConnectionStrings__redis"] = garnet.ConnectionString,
            ["Federations__default__Window"] = "00:00:02",
            ["Federations__default__IdleTimeout"] = "00:00:02",
        };
        await using var edge = ChildProcess.Start(
            "Edge.dll", ["simulate", "--sensors", "20", "--rate", "200", "--count", $"{Readings}", "--bootstrap", broker.BootstrapServers]);
        await using (var first = await SiloProcess.StartAsync(settings))
        {
            await Eventually.GetAsync(() => CountAsync(first), count => count > 0, Deadline, "readings are counted");

            first.Process.Send(ProcessSignal.Terminate);

            Assert.Equal(0, await first.Process.WaitForExitAsync(TimeToEnd));
        }

        await using var second = await SiloProcess.StartAsync(settings);
        Assert.Equal(0, await edge.WaitForExitAsync(Deadline));
        await second.WaitUntilDrainedAsync(Readings, broker.BootstrapServers, Deadline);
        Assert.Equal(Readings, await CountAsync(second));

        second.Process.Send(ProcessSignal.Terminate);
        Assert.Equal(0, await second.Process.WaitForExitAsync(TimeToEnd));
    }

    [Fact]
    public async Task Terminate_WhileTheStartWaitsForTheStore_EndsWithZero()
    {
        await using var silo = ChildProcess.Start("Silo.dll", [], new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Get()}",
            ["ConnectionStrings__redis"] = $"127.0.0.1:{FreePort.Get()},connectTimeout=1000",
        });
        await silo.WaitForLineAsync(line => line.Contains("The store does not answer", StringComparison.Ordinal), Deadline);

        silo.Send(ProcessSignal.Terminate);

        Assert.Equal(0, await silo.WaitForExitAsync(TimeToEnd));
    }

    [Fact]
    public async Task Terminate_WithTheStoreAway_EndsInTime()
    {
        await using var garnet = await GarnetProcess.StartAsync();
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?> { ["ConnectionStrings__redis"] = garnet.ConnectionString });
        await garnet.KillAsync();

        silo.Process.Send(ProcessSignal.Terminate);

        Assert.Equal(0, await silo.Process.WaitForExitAsync(TimeToEnd));
    }

    [Fact]
    public async Task Terminate_WithTheStoreHanging_EndsInTime()
    {
        await using var garnet = await GarnetProcess.StartAsync();
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?> { ["ConnectionStrings__redis"] = garnet.ConnectionString });
        garnet.Process.Send(ProcessSignal.Stop);
        await silo.Process.WaitForLineAsync(line => line.Contains("RedisTimeoutException", StringComparison.Ordinal), Deadline);

        silo.Process.Send(ProcessSignal.Terminate);

        Assert.Equal(0, await silo.Process.WaitForExitAsync(TimeToEnd));
    }

    [Fact]
    public async Task Store_ThatLostTheMembership_EndsTheSiloWhichSaysWhy()
    {
        await using var garnet = await GarnetProcess.StartAsync();
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?> { ["ConnectionStrings__redis"] = garnet.ConnectionString });

        await garnet.KillAsync();
        garnet.LoseData();
        await garnet.StartAgainAsync();

        Assert.Equal(3, await silo.Process.WaitForExitAsync(Deadline));
        Assert.Contains(silo.Process.Lines, line => line.Text.Contains("The store has lost the membership of the cluster", StringComparison.Ordinal));
    }

    private static async Task<long> CountAsync(SiloProcess silo)
    {
        var nodes = await silo.GetAsync("/api/federations/default/nodes");
        return nodes.EnumerateArray().Sum(node => Of(node, "readings") + Of(node, "late") + Of(node, "future") + Of(node, "malformed"));
    }

    private static long Of(JsonElement node, string counter) => node.GetProperty(counter).GetInt64();
}
