namespace FederatedOrleans.Tests.Chaos;

/// <summary>The chaos run as its users start it.</summary>
[Trait("Category", "Process")]
public sealed class ChaosCommandTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    /// <summary>Where a run puts its temporary folders, so that what is left is its own.</summary>
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("chaos-tests-");

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    /// <summary>Shorter runs that once found something: a silo that could not be ended while it waited for store or Kafka, and one that took minutes to end.</summary>
    public static TheoryData<int> TellingSeeds => [2, 3];

    public void Dispose() => _temporary.Delete(recursive: true);

    [Theory]
    [InlineData("--minutes", "0.4", "0.5 to 60")]
    [InlineData("--minutes", "long", "0.5 to 60")]
    [InlineData("--silos", "0", "1 to 9")]
    [InlineData("--silos", "10", "1 to 9")]
    [InlineData("--seed", "-1", "0 to 2147483647")]
    public async Task Arguments_OutOfRange_EndWithOneAndTheAllowedRange(string option, string value, string allowed)
    {
        await using var chaos = Start(option, value);

        Assert.Equal(1, await chaos.WaitForExitAsync(Deadline));
        Assert.Contains(chaos.Lines, line => line.IsError && line.Text == $"{option} is '{value}'; allowed: {allowed}.");
    }

    [Fact]
    public async Task Help_NamesEveryOptionAndExitCode()
    {
        await using var chaos = Start("--help");

        Assert.Equal(0, await chaos.WaitForExitAsync(Deadline));
        var help = string.Join('\n', chaos.Lines.Select(line => line.Text));
        Assert.All(["--seed", "--minutes", "--silos", "--keep", "Exit codes: 0"], text => Assert.Contains(text, help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_OfHalfAMinute_IsGreenAndLeavesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Silos are suspended with signals.");
        await using var chaos = Start("--seed", "1", "--minutes", "0.5", "--silos", "3");

        await AssertGreenAsync(chaos);
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Seeds))]
    public async Task Run_OfThreeMinutes_IsGreenAndLeavesNothing(int seed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Silos are suspended with signals.");
        await using var chaos = Start("--seed", $"{seed}", "--minutes", "3", "--silos", "3");

        await AssertGreenAsync(chaos);
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(TellingSeeds))]
    public async Task Run_OfASeedThatOnceFailed_IsGreenAndLeavesNothing(int seed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Silos are suspended with signals.");
        await using var chaos = Start("--seed", $"{seed}", "--minutes", "1", "--silos", "3");

        await AssertGreenAsync(chaos);
    }

    [Fact]
    public async Task Interrupt_WhileSilosRun_EndsEverythingAndLeavesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill(2).");
        await using var chaos = Start("--seed", "1", "--minutes", "1", "--silos", "2");
        await chaos.WaitForLineAsync(line => line.Contains("the faults begin", StringComparison.Ordinal), Deadline);

        chaos.Send(ProcessSignal.Interrupt);

        Assert.Equal(130, await chaos.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        AssertNothingIsLeft();
    }

    private async Task AssertGreenAsync(ChildProcess chaos)
    {
        var exitCode = await chaos.WaitForExitAsync(Deadline);
        var lines = chaos.Lines.Select(line => line.Text).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', lines));

        Assert.True(exitCode == 0, string.Join('\n', lines));
        Assert.Equal("green", lines[^1]);
        Assert.True(lines.Count(line => line.StartsWith("kept ", StringComparison.Ordinal)) >= 12);
        AssertNothingIsLeft();
    }

    private ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start("Chaos.dll", arguments, new Dictionary<string, string?> { ["TMPDIR"] = _temporary.FullName });

    /// <summary>No folder of the run, and no process that was given its temporary folder: all that it starts inherit it.</summary>
    private void AssertNothingIsLeft()
    {
        Assert.Empty(_temporary.EnumerateFileSystemInfos().Select(item => item.Name));
        if (OperatingSystem.IsLinux())
        {
            Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), IsOfThisRun);
        }
    }

    private bool IsOfThisRun(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(_temporary.FullName, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No process, not ours, or already gone.
            return false;
        }
    }
}
