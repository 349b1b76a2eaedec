namespace FederatedOrleans.Tests.Processes;

/// <summary>Store and broker away under load: nothing is skipped, nothing is lost.</summary>
[Trait("Category", "Process")]
public sealed class OutageTests
{
    [Fact]
    public Task StoreDownForTenSeconds_UnderLoad_NothingIsSkipped() => StoreDownAsync(TimeSpan.FromSeconds(10), readings: 2_000);

    [Fact]
    [Trait("Category", "Long")]
    public Task StoreDownFor90Seconds_UnderLoad_NothingIsSkipped() => StoreDownAsync(TimeSpan.FromSeconds(90), readings: 8_000);

    [Fact]
    [Trait("Category", "Long")]
    public async Task BrokerDownFor60Seconds_UnderLoad_NothingIsLost()
    {
        await using var fleet = await ProcessFleet.StartAsync(readings: 4_000);
        var sending = await fleet.SendToAsync(silos: 3, TimeSpan.FromSeconds(30));
        await fleet.WaitForReadingsAsync(3);
        Assert.StartsWith("ok", await fleet.Broker.AskAsync("down"), StringComparison.Ordinal);
        await ProcessFleet.PassAsync(TimeSpan.FromSeconds(60));
        Assert.StartsWith("ok", await fleet.Broker.AskAsync("up"), StringComparison.Ordinal);
        await sending;

        await fleet.CheckAsync();
    }

    /// <summary>The store is killed and recovers from its log; readings flow all the while.</summary>
    private static async Task StoreDownAsync(TimeSpan outage, int readings)
    {
        await using var fleet = await ProcessFleet.StartAsync(readings);
        var sending = await fleet.SendToAsync(silos: 2, outage + TimeSpan.FromSeconds(8));
        await fleet.WaitForReadingsAsync(2);
        await fleet.Store.KillAsync();
        await ProcessFleet.PassAsync(outage);
        await fleet.Store.StartAgainAsync();
        await sending;

        await fleet.CheckAsync();
        Assert.All(fleet.Silos, silo => Assert.False(silo.Process.HasExited));
    }
}
