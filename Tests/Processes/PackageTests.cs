using System.Diagnostics;

namespace FederatedOrleans.Tests.Processes;

/// <summary>The stream provider's package, as a stranger meets it.</summary>
[Trait("Category", "Long")]
public sealed class PackageTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task Package_WithTheProgramOfItsReadme_DeliversReadings()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The check is a script for bash.");
        ProcessStartInfo start = new(
            "bash", [Path.Combine(RepositoryFolder.Path, "Orleans.Streaming.Kafka", "test-package.sh"), Path.Combine(AppContext.BaseDirectory, "Edge.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Deadline);

        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = script.StandardError.ReadToEndAsync(timeout.Token);
        await script.WaitForExitAsync(timeout.Token);

        Assert.True(script.ExitCode == 0, $"{await output}{await errors}");
    }
}
