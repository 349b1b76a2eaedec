using System.Globalization;

namespace FederatedOrleans.Tests.Streaming.Memory;

/// <summary>A silo in a process of its own whose consumers have stopped before partitions that are full.</summary>
internal static class StoppedConsumers
{
    private const string BufferedPrefix = "buffered MiB: ";
    private const string ProcessPrefix = "process MiB above a silo with empty partitions: ";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Fills partitions of 5 MiB each and lets a silo with a budget in MiB read them.</summary>
    /// <returns>What the provider holds, and what the process needs beyond a silo with empty partitions, in MiB.</returns>
    public static async Task<(double Buffered, double Process)> RunAsync(int partitions, int budget, int recordBytes)
    {
        await using var run = ChildProcess.Start(
            "Benchmarks.dll", ["memory", "--partitions", $"{partitions}", "--budget", $"{budget}", "--record-bytes", $"{recordBytes}"]);
        var buffered = await run.WaitForLineAsync(line => line.StartsWith(BufferedPrefix, StringComparison.Ordinal), Deadline);
        var process = await run.WaitForLineAsync(line => line.StartsWith(ProcessPrefix, StringComparison.Ordinal), Deadline);
        return (Number(buffered.Text, BufferedPrefix), Number(process.Text, ProcessPrefix));
    }

    private static double Number(string line, string prefix) => double.Parse(line[prefix.Length..], CultureInfo.InvariantCulture);
}
