using System.Text.RegularExpressions;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Samples.CustomModel;
using FederatedOrleans.Tests.Edge;
using FederatedOrleans.Tests.Support;
using Contribution = FederatedOrleans.Learning.Strategies.Contribution;

namespace FederatedOrleans.Tests.Samples;

/// <summary>A library with a model and a strategy: the silo loads it, and so does who verifies.</summary>
public sealed partial class CustomModelTests
{
    private static readonly string Module = Path.Combine(AppContext.BaseDirectory, "CustomModel.dll");
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Category", "Process")]
    public async Task Host_WithTheLibrary_MakesVersionsThatVerifyWithItAndNotWithout()
    {
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?>
        {
            ["Learning__Modules__0"] = Module,
            ["Federations__default__Window"] = "00:00:01",
            ["Federations__default__Model"] = FeatureMeansModel.ModelName,
            ["Federations__default__Strategy"] = ClippedMeanStrategy.StrategyName,
            ["Federations__default__StrategySettings__Radius"] = "5",
        });
        var model = await Eventually.GetAsync(
            () => silo.GetAsync("/api/federations/default/model"), answer => answer.GetProperty("version").GetInt64() >= 3, Deadline, "three versions");
        var broker = silo.Process.Lines.Select(line => Listening().Match(line.Text)).First(match => match.Success).Groups["address"].Value;

        var with = await VerifyAsync(broker, "--module", Module);
        var without = await VerifyAsync(broker);

        Assert.Equal((FeatureMeansModel.ModelName, ClippedMeanStrategy.StrategyName), (model.GetProperty("model").GetString(), model.GetProperty("strategy").GetString()));
        var weights = model.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()).ToArray();
        Assert.Equal(2, weights.Length);
        // Steps of 5 at most, from 0 on: three versions cannot have come to the simulated temperatures around 20.
        Assert.InRange(weights[0], 1, 5.0 * model.GetProperty("version").GetInt64());
        Assert.True(with.ExitCode == 0, with.Output + with.Error);
        Assert.Contains(" 3 equal, 0 different, 0 not verifiable", with.Output, StringComparison.Ordinal);
        Assert.Equal(2, without.ExitCode);
        Assert.Contains("is not known here", without.Output, StringComparison.Ordinal);

        static Task<CommandRun> VerifyAsync(string broker, params string[] further) => CommandRun.StartAsync(
            VerifyCommand.Create(),
            TestContext.Current.CancellationToken,
            ["--federation", "default", "--bootstrap", broker, "--to", "3", .. further]);
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task Host_WithALibraryThatIsNone_EndsAndNamesTheKey()
    {
        await using var process = ChildProcess.Start("Silo.dll", [], new Dictionary<string, string?>
        {
            ["Learning__Modules__0"] = "nowhere.dll",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Get()}",
        });

        Assert.NotEqual(0, await process.WaitForExitAsync(Deadline));
        Assert.Contains(process.Lines, line => line.Text.Contains("Learning:Modules:0 is 'nowhere.dll'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nowhere.dll", "there is no such file")]
    [InlineData("Learning.dll", "implements ILearningModule")]
    [InlineData("Tests.runtimeconfig.json", "it cannot be loaded")]
    [Trait("Category", "Unit")]
    public async Task Verify_WithALibraryThatIsNone_SaysWhatIsWrong(string file, string reason)
    {
        var run = await CommandRun.StartAsync(
            VerifyCommand.Create(),
            TestContext.Current.CancellationToken,
            "--bootstrap",
            "127.0.0.1:9",
            "--module",
            Path.Combine(AppContext.BaseDirectory, file));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--module", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Unit")]
    public void Module_ItsModelAndStrategy_AreMadeByNameAndRefuseSettingsThatAreNone()
    {
        LocalModels models = new();
        AggregationStrategies strategies = new();
        new SampleModule().AddTo(models);
        new SampleModule().AddTo(strategies);
        Dictionary<string, string> settings = new() { ["Radius"] = "0" };

        var model = models.Create("feature-means", new(["a", "b"], new Dictionary<string, string>()));
        var window = model.Open();
        model.Add(window, new([1, double.NaN], 0));
        Assert.Equal(0, model.Close(window, []).Samples);
        model.Add(window, new([4, 3], 0));
        Assert.Equal([2.5, 3], model.Close(window, []).Weights);
        Assert.False(model.Accepts([1 << 20, 0]));
        Assert.True(model.Accepts([double.NaN, -5]));
        Assert.Contains("Radius is '0'", Assert.Throws<ArgumentException>(() => strategies.Create("clipped-mean", new(settings))).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Unit")]
    public void ClippedMean_UpdateThatLiesFarOff_MovesTheModelByNoMoreThanItsShare()
    {
        ClippedMeanStrategy strategy = new(new(new Dictionary<string, string> { ["Radius"] = "2" }));
        Contribution[] updates = [new("b", 1, new float[] { 1_000, 0 }), new("a", 1, new float[] { 0, 1 })];

        var state = strategy.Combine(StrategyState.Initial(2), updates, areDeltas: false);
        var reversed = strategy.Combine(StrategyState.Initial(2), [.. updates.Reverse()], areDeltas: true);

        Assert.Equal([1, 0.5], state.Weights);
        Assert.Equal(state.Weights, reversed.Weights);
        Assert.Equal(1, state.Steps);
    }

    [GeneratedRegex(@"Embedded Kafka listens on (?<address>127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
