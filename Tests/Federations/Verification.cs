using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Tests.Edge;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Runs <c>edge verify</c> over what a run left on the topics.</summary>
internal static class Verification
{
    /// <summary>Verifies the default federation.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <returns>The exit code and everything that was printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string bootstrapServers)
    {
        var run = await CommandRun.StartAsync(
            VerifyCommand.Create(), TestContext.Current.CancellationToken, "--federation", FederationCluster.Federation, "--bootstrap", bootstrapServers);
        return (run.ExitCode, run.Output + run.Error);
    }

    /// <summary>Every version of the default federation is verified and equal.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="versions">How many versions there are.</param>
    public static async Task HoldsAsync(string bootstrapServers, int versions)
    {
        var (exitCode, output) = await RunAsync(bootstrapServers);

        Assert.True(exitCode == 0, output);
        Assert.Contains($"verified {versions} versions: {versions} equal", output, StringComparison.Ordinal);
    }
}
