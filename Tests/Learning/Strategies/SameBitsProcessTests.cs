
namespace FederatedOrleans.Tests.Learning.Strategies;

/// <summary>Runs <see cref="SameBitsTests"/> in processes whose runtime may use less of the processor.</summary>
[Trait("Category", "Process")]
public sealed class SameBitsProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX512")]
    public async Task Combine_LessOfTheProcessor_HasTheSameBits(string variable)
    {
        await using var tests = ChildProcess.Start(
            "Tests.dll",
            ["-class", typeof(SameBitsTests).FullName!, "-noColor"],
            new Dictionary<string, string?> { [variable] = "0" });

        var summary = await tests.WaitForLineAsync(line => line.Contains("Total:", StringComparison.Ordinal), Deadline);

        Assert.Contains($"Total: {StrategyRun.All.Count + 1}, Errors: 0, Failed: 0, Skipped: 0", summary.Text, StringComparison.Ordinal);
        Assert.Equal(0, await tests.WaitForExitAsync(Deadline));
    }
}
