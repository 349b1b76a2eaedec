using System.Diagnostics;

namespace FederatedOrleans.Tests.Support;

/// <summary>Prometheus' own checker, where the machine has it.</summary>
public static class Promtool
{
    private const string Name = "promtool";

    /// <summary>Skips the test, with the reason, where the program is absent.</summary>
    public static void Require() => Assert.SkipUnless(Find() is not null, "promtool is not here; Debian's package prometheus has it.");

    /// <summary>Runs <c>promtool check</c>.</summary>
    /// <param name="what">What to check, and its arguments.</param>
    /// <param name="input">What it reads from standard input, if anything.</param>
    /// <returns>Exit code and all output.</returns>
    public static async Task<(int ExitCode, string Output)> CheckAsync(string[] what, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(Find()!, ["check", .. what])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);
}
