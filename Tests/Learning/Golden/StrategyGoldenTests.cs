using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Tests.Learning.Strategies;

namespace FederatedOrleans.Tests.Learning.Golden;

[Trait("Category", "Unit")]
public sealed class StrategyGoldenTests
{
    private const double Tolerance = 1e-5;
    private const double OptimizerTolerance = 1e-4;
    private static readonly string[] Optimizers = ["fedavgm", "fedadam", "fedyogi", "fedadagrad"];

    public static TheoryData<string> OneRound => [.. GoldenFile.Names(name => !name.StartsWith("rdp/", StringComparison.Ordinal) && !Optimizers.Contains(Rule(name)))];

    public static TheoryData<string> ManyRounds => [.. GoldenFile.Names(name => Optimizers.Contains(Rule(name)))];

    [Theory]
    [MemberData(nameof(OneRound))]
    public void Combine_UpdatesOfACase_IsThePublishedResult(string name)
    {
        var golden = GoldenFile.Case(name);
        var parameters = golden.GetProperty("params");
        var malicious = golden.GetProperty("f").GetInt32();
        var rule = Rule(name);
        var (strategy, settings) = rule.Split('_') switch
        {
            ["trimmed", var beta] => ("trimmed-mean", $"Beta={beta}"),
            ["krum"] => ("krum", $"F={malicious}"),
            ["multi", "krum"] => ("multi-krum", $"F={malicious} M={Text(parameters, "m")}"),
            ["bulyan"] => ("bulyan", $"F={malicious}"),
            ["geometric", "median"] => ("geometric-median", $"Nu={Text(parameters, "nu")}"),
            ["fedbuff"] => ("fedbuff", $"LearningRate={Text(parameters, "eta")} Alpha={Text(parameters, "alpha")}"),
            _ => (rule, ""),
        };
        var rows = GoldenFile.Rows(golden.GetProperty("X"));
        var areDeltas = strategy == "fedbuff";
        var before = areDeltas ? StrategyRun.Initial(GoldenFile.Numbers(parameters.GetProperty("w0"))) : StrategyState.Initial(rows[0].Length);
        var staleness = areDeltas ? parameters.GetProperty("tau").EnumerateArray().Select(number => number.GetInt64()).ToArray() : null;

        var after = StrategyRun.Combine(StrategyRun.Create(strategy, settings), before, rows, Samples(golden), staleness, areDeltas);

        GoldenFile.AssertClose(GoldenFile.Numbers(golden.GetProperty("expected")), after.Weights, Tolerance);
    }

    [Theory]
    [MemberData(nameof(ManyRounds))]
    public void Combine_RoundsOfACase_IsThePublishedModelAfterEach(string name)
    {
        var golden = GoldenFile.Case(name);
        var parameters = golden.GetProperty("params");
        var rule = Rule(name);
        var strategy = StrategyRun.Create(rule, rule switch
        {
            "fedavgm" => $"LearningRate={Text(parameters, "server_learning_rate")} Momentum={Text(parameters, "server_momentum")}",
            "fedadagrad" => $"LearningRate={Text(parameters, "eta")} Tau={Text(parameters, "tau")}",
            _ => $"LearningRate={Text(parameters, "eta")} Beta1={Text(parameters, "beta_1")} Beta2={Text(parameters, "beta_2")} Tau={Text(parameters, "tau")}",
        });
        var state = StrategyRun.Initial(GoldenFile.Numbers(golden.GetProperty("w0")));
        foreach (var round in golden.GetProperty("rounds").EnumerateArray())
        {
            state = StrategyRun.Combine(strategy, state, GoldenFile.Rows(round.GetProperty("X")), Samples(golden));

            GoldenFile.AssertClose(GoldenFile.Numbers(round.GetProperty("expected")), state.Weights, OptimizerTolerance);
        }

        GoldenFile.AssertClose(GoldenFile.Numbers(golden.GetProperty("expected")), state.Weights, OptimizerTolerance);
    }

    private static string Rule(string name) => name[(name.IndexOf('/') + 1)..];

    private static long[] Samples(JsonElement golden) => [.. golden.GetProperty("n").EnumerateArray().Select(number => number.GetInt64())];

    private static string Text(JsonElement parameters, string name) => parameters.GetProperty(name).GetDouble().ToString("R", CultureInfo.InvariantCulture);
}
