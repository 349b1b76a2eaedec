using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Tests.Learning.Strategies;

/// <summary>Settings and updates that are refused.</summary>
[Trait("Category", "Unit")]
public sealed class StrategyEdgeTests
{
    [Theory]
    [InlineData("nothing", "", "known are: bulyan, fedadagrad")]
    [InlineData("fedavg", "F=1", "F is '1', but there is no such setting")]
    [InlineData("median", "Beta=0.1", "Beta is '0.1', but there is no such setting")]
    [InlineData("krum", "", "krum: F is not set")]
    [InlineData("bulyan", "F=-1", "F is '-1'; it must be an integer between 0 and")]
    [InlineData("krum", "F=1 M=2", "M is '2', but there is no such setting")]
    [InlineData("multi-krum", "F=1 M=-2", "M is '-2'; it must be")]
    [InlineData("trimmed-mean", "Beta=0.5", "Beta is '0.5'; it must be a number between 0 and 0.49")]
    [InlineData("trimmed-mean", "Beta=NaN", "Beta is 'NaN'")]
    [InlineData("geometric-median", "Nu=0", "Nu is '0'")]
    [InlineData("fedbuff", "Alpha=0.3", "Alpha is '0.3'; it must be a multiple of 0.5")]
    [InlineData("fedbuff", "LearningRate=0", "LearningRate is '0'")]
    [InlineData("fedavgm", "Momentum=1", "Momentum is '1'")]
    [InlineData("fedadam", "Tau=0", "Tau is '0'")]
    [InlineData("fedyogi", "Beta2=1", "Beta2 is '1'")]
    [InlineData("fedadagrad", "Beta2=0.9", "Beta2 is '0.9', but there is no such setting")]
    public void Create_NotAllowed_SaysWhat(string name, string settings, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => StrategyRun.Create(name, settings)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("mean", "", 1)]
    [InlineData("median", "", 1)]
    [InlineData("krum", "F=0", 1)]
    [InlineData("krum", "F=1", 5)]
    [InlineData("krum", "F=20", 43)]
    [InlineData("multi-krum", "F=2", 7)]
    [InlineData("multi-krum", "F=2 M=9", 11)]
    [InlineData("multi-krum", "F=0 M=5", 5)]
    [InlineData("bulyan", "F=0", 1)]
    [InlineData("bulyan", "F=2", 11)]
    public void MinimumUpdates_BySettings_IsWhatTheProofNeeds(string name, string settings, int expected)
    {
        var strategy = StrategyRun.Create(name, settings);
        float[][] rows = [.. Enumerable.Range(0, expected).Select(k => new[] { k / 2f })];

        Assert.Equal(expected, strategy.MinimumUpdates);
        Assert.InRange(StrategyRun.Aggregate(strategy, rows)[0], 0, expected);
        if (expected > 1)
        {
            Assert.Contains(
                $"it needs at least {expected}", Assert.Throws<ArgumentException>(() => StrategyRun.Aggregate(strategy, rows[1..])).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Combine_ModelWouldNotBeFinite_Throws(float value)
    {
        float[][] rows = [.. Enumerable.Range(0, 11).Select(_ => new[] { 1, value })];

        Assert.All(StrategyRun.All.Where(strategy => !StrategyRun.Create(strategy.Name, strategy.Settings).IsLinear), strategy =>
            Assert.Throws<ArgumentException>(() => StrategyRun.Aggregate(StrategyRun.Create(strategy.Name, strategy.Settings), rows)));
    }

    [Fact]
    public void Combine_UpdateThatDoesNotFit_Throws()
    {
        var median = StrategyRun.Create("median");
        var before = StrategyState.Initial(2);

        void Refuses(string message, params Contribution[] updates) => Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => median.Combine(before, updates, false)).Message, StringComparison.Ordinal);

        Refuses("The update of a has 3 weights; there must be 2", new Contribution("a", 1, new float[3]));
        Refuses("The update of a has 0 samples", new Contribution("a", 0, new float[2]));
        Refuses("The update of a has -5 samples", new Contribution("a", -5, new float[2]));
        Refuses("The update of a has 1048577 samples", new Contribution("a", (1 << 20) + 1, new float[2]));
        Refuses("The update of a has a staleness of -1", new Contribution("a", 1, new float[2], -1));
        Refuses("The update of b has two updates of order 3", new("b", 1, new float[2], 0, 3), new("a", 1, new float[2], 0, 3), new("b", 1, new float[2], 0, 3));
        Refuses("there are 0 updates", []);
    }

    [Fact]
    public void Combine_SumThatDoesNotFit_Throws()
    {
        var average = StrategyRun.Create("fedavg");

        Assert.Throws<ArgumentException>(() => average.Combine(StrategyState.Initial(2), new WeightedSum(2), false));
        Assert.Throws<ArgumentException>(() => average.Combine(StrategyState.Initial(3), WeightedSum.FromValues([0, 0], 1, 1)!, false));
        Assert.Throws<ArgumentException>(() => StrategyRun.Create("fedadam").Combine(
            new([0, 0], [1, 2, 3], 1), WeightedSum.FromValues([0, 0], 1, 1)!, false));
        Assert.Throws<NotSupportedException>(() => average.Combine(StrategyState.Initial(2), [], false));
        Assert.Throws<NotSupportedException>(() => StrategyRun.Create("median").Combine(StrategyState.Initial(2), new WeightedSum(2), false));
    }

    [Fact]
    public void Combine_NoWeights_IsNoWeights() => Assert.All(StrategyRun.All, strategy =>
        Assert.Empty(StrategyRun.Aggregate(StrategyRun.Create(strategy.Name, strategy.Settings), [.. Enumerable.Range(0, 7).Select(_ => Array.Empty<float>())])));

    [Fact]
    public void Combine_MemoryOfTheRoundBefore_StaysAsItWas()
    {
        var strategy = StrategyRun.Create("fedadam");
        var first = StrategyRun.Combine(strategy, StrategyState.Initial(2), [[1, 2]]);
        double[] memory = [.. first.Memory];

        StrategyRun.Combine(strategy, first, [[3, 4]]);

        Assert.Equal(memory, first.Memory);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("median")]
    public void Add_NameThatIsNotAllowedOrTaken_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => new AggregationStrategies().Add(name, _ => StrategyRun.Create("mean")));

    [Fact]
    public void Add_StrategyOfOnesOwn_CanBeCreated()
    {
        AggregationStrategies strategies = new();
        strategies.Add("my-own", settings => StrategyRun.Create(settings.Parameters["of"]));

        Assert.Equal("median", strategies.Create("my-own", new(new Dictionary<string, string> { ["of"] = "median" })).Name);
        Assert.Contains("my-own", strategies.Names);
    }
}
