using System.Security.Cryptography;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Processes;

/// <summary>Silos that archive are killed with SIGKILL while they do: the archive ends complete, whole, and without what was half written.</summary>
[Trait("Category", "Process")]
public sealed class ArchiveCrashTests : IAsyncLifetime
{
    private static readonly TimeSpan Sending = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("archive-");
    private ProcessFleet _fleet = null!;

    /// <summary>Starts store and broker.</summary>
    public async ValueTask InitializeAsync() => _fleet = await ProcessFleet.StartAsync(readings: 4_000, new Dictionary<string, string?>
    {
        ["Archive__Location"] = _folder.FullName,
        ["Archive__Interval"] = "00:00:00.100",
    });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SilosKilled_WhileTheyArchive_TheArchiveIsCompleteAndWhole()
    {
        var sending = await _fleet.SendToAsync(silos: 2, Sending);
        foreach (var tenths in new[] { 2, 4, 6 })
        {
            await _fleet.WaitForReadingsAsync(tenths);
            await Eventually.GetAsync(() => Task.FromResult(CountObjects()), count => count > 0, ProcessFleet.Deadline, "something is archived");
            // The survivor, which was started last, does the next part alone until the new silo has joined.
            var killed = _fleet.Silos[0];
            killed.Process.Send(ProcessSignal.Kill);
            _fleet.Silos.RemoveAt(0);
            await killed.DisposeAsync();
            _fleet.Silos.Add(await _fleet.StartSiloAsync());
        }

        await sending;
        await _fleet.CheckAsync();
        var archived = await Eventually.GetAsync(
            () => _fleet.Survivor.GetAsync("/api/federations/default"),
            federation => federation.GetProperty("archive").GetProperty("version").GetInt64() == _fleet.Expected.Rounds.Count,
            ProcessFleet.Deadline,
            "everything is archived");
        Assert.Equal(0, archived.GetProperty("archive").GetProperty("missing").GetInt64());

        foreach (var path in Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            Assert.EndsWith($"-{Convert.ToHexStringLower(SHA256.HashData(content))}.jsonl.gz", path, StringComparison.Ordinal);
        }

        await using var verify = ChildProcess.Start(
            "Edge.dll", ["verify", "--federation", "default", "--bootstrap", _fleet.Broker.BootstrapServers, "--archive", _folder.FullName, "--archive-only"]);
        Assert.Equal(0, await verify.WaitForExitAsync(ProcessFleet.Deadline));
        Assert.Contains(verify.Lines, line => line.Text.Contains($"{_fleet.Expected.Rounds.Count} equal, 0 different, 0 not verifiable", StringComparison.Ordinal));
    }

    private int CountObjects() => Directory.EnumerateFiles(_folder.FullName, "*.gz", SearchOption.AllDirectories).Count();
}
