using System.Diagnostics;
using FederatedOrleans.Tests.Federations;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Processes;

/// <summary>Silos as processes on a durable store, killed with SIGKILL: the promises hold for real processes too.</summary>
[Trait("Category", "Process")]
public sealed class CrashTests : IAsyncLifetime
{
    private static readonly TimeSpan Sending = TimeSpan.FromSeconds(24);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(15);
    private ProcessFleet _fleet = null!;

    /// <summary>Starts store and broker.</summary>
    public async ValueTask InitializeAsync() => _fleet = await ProcessFleet.StartAsync(readings: 4_000);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task TwoSilosKilled_TheRootsFirst_RoundsGoOnWithinFifteenSecondsAndAllVerifies()
    {
        var sending = await _fleet.SendToAsync(silos: 3, Sending);
        await Eventually.GetAsync(_fleet.ReadRoundsAsync, rounds => rounds.Count > 0, ProcessFleet.Deadline, "a round has closed");
        await _fleet.WaitForReadingsAsync(6);
        var root = await RootHost.FindAsync(_fleet.Silos);
        root.Process.Send(ProcessSignal.Kill);
        var watch = Stopwatch.StartNew();
        _fleet.Silos.Remove(root);
        await root.DisposeAsync();
        var before = (await _fleet.ReadRoundsAsync())[^1];
        var rounds = await Eventually.GetAsync(_fleet.ReadRoundsAsync, rounds => rounds.Count > before.Version, LongestGap, "a survivor has closed a round");
        TestContext.Current.TestOutputHelper?.WriteLine($"The next round closed {watch.Elapsed.TotalSeconds:0.0} s after the root's silo was killed.");
        Assert.True(watch.Elapsed < LongestGap);
        Assert.NotEqual(before.Writer, rounds[(int)before.Version].Writer);

        await _fleet.WaitForReadingsAsync(8);
        _fleet.Silos.Add(await _fleet.StartSiloAsync());
        _fleet.Silos[0].Process.Send(ProcessSignal.Kill);
        await sending;

        await _fleet.CheckAsync();
    }

    [Fact]
    public async Task BrokerDownForFiveSeconds_ThenStoreEmptiedAndASiloKilled_EveryReadingCountsOnceAndAllVerifies()
    {
        var sending = await _fleet.SendToAsync(silos: 3, Sending);
        await _fleet.WaitForReadingsAsync(5);
        Assert.StartsWith("ok", await _fleet.Broker.AskAsync("down"), StringComparison.Ordinal);
        await ProcessFleet.PassAsync(TimeSpan.FromSeconds(5));
        Assert.StartsWith("ok", await _fleet.Broker.AskAsync("up"), StringComparison.Ordinal);
        await _fleet.WaitForReadingsAsync(7);
        Assert.True(await _fleet.Store.ForgetCheckpointsAsync() > 0);
        _fleet.Silos[0].Process.Send(ProcessSignal.Kill);
        await sending;

        await _fleet.CheckAsync();
    }

    [Fact]
    public async Task SiloKilled_RightAfterTheLastReading_TheLastRoundClosesWithinFifteenSeconds()
    {
        await await _fleet.SendToAsync(silos: 3, TimeSpan.Zero);
        await _fleet.WaitForReadingsAsync(10);
        var watch = Stopwatch.StartNew();
        _fleet.Silos[0].Process.Send(ProcessSignal.Kill);

        await Eventually.GetAsync(
            _fleet.ReadRoundsAsync, rounds => rounds.Count == _fleet.Expected.Rounds.Count, LongestGap, "the last round has closed");

        Assert.True(watch.Elapsed < LongestGap);
        Expected.Rounds(_fleet.Expected, await _fleet.ReadRoundsAsync());
    }
}
