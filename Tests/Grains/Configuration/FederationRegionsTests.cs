using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Tests.Grains.Configuration;

[Trait("Category", "Unit")]
public sealed class FederationRegionsTests
{
    /// <summary>The numbers of names that are no fog nodes were computed by Python's hashlib.</summary>
    [Theory]
    [InlineData("default/0", 7, "default@0")]
    [InlineData("default/9", 7, "default@2")]
    [InlineData("other/9", 7, "default@3")]
    [InlineData("python", 7, "default@5")]
    [InlineData("csharp", 7, "default@6")]
    [InlineData("p0", 7, "default@0")]
    [InlineData("p17", 7, "default@1")]
    [InlineData("Ünï", 7, "default@5")]
    [InlineData("python", 0, "default")]
    public void AggregatorOf_Participant_IsTheDocumentedOne(string participant, int regions, string expected)
    {
        var aggregator = FederationRegions.AggregatorOf("default", participant, regions);

        Assert.Equal(expected, aggregator);
        Assert.Equal("default", FederationRegions.FederationOf(aggregator));
        Assert.Equal(regions > 0, FederationRegions.IsRegion(aggregator));
    }

    [Fact]
    public void AggregatorOf_ManyNames_AreSpreadOverAllRegions()
    {
        var sizes = Enumerable.Range(0, 10_000).GroupBy(participant => FederationRegions.AggregatorOf("default", $"p{participant}", 100)).Select(region => region.Count());

        Assert.Equal(100, sizes.Count());
        Assert.All(sizes, size => Assert.InRange(size, 60, 140));
    }

    [Theory]
    [InlineData("moments", "fedavg", RoundMode.Window, null)]
    [InlineData("moments", "mean", RoundMode.Window, null)]
    [InlineData("logistic", "mean", RoundMode.Window, null)]
    [InlineData("logistic", "fedavg", RoundMode.Window, null)]
    [InlineData("logistic", "fedavgm", RoundMode.Window, null)]
    [InlineData("logistic", "fedadam", RoundMode.Window, null)]
    [InlineData("logistic", "fedyogi", RoundMode.Window, null)]
    [InlineData("logistic", "fedadagrad", RoundMode.Window, null)]
    [InlineData("seed-weight", "mean", RoundMode.Window, "seed-weight adds binary64 weights in the order of their participants")]
    [InlineData("logistic", "median", RoundMode.Window, "median needs the updates one by one")]
    [InlineData("logistic", "geometric-median", RoundMode.Window, "geometric-median needs the updates one by one")]
    [InlineData("logistic", "fedbuff", RoundMode.Window, "fedbuff needs the updates one by one")]
    [InlineData("moments", "fedavg", RoundMode.Synchronous, "Rounds:Mode is Synchronous; regions close windows")]
    [InlineData("logistic", "fedavg", RoundMode.Asynchronous, "Rounds:Mode is Asynchronous; regions close windows")]
    public void Validate_Regions_OnlyWhereASumIsAllThatCounts(string model, string strategy, RoundMode mode, string? reason)
    {
        FederationOptions options = new() { Model = model, Strategy = strategy, Regions = 2, Rounds = new() { Mode = mode } };
        options.ModelSettings.Add("Target", "vibration");
        if (model != "logistic")
        {
            options.ModelSettings.Clear();
        }

        var failures = Validate(options);

        if (reason is null)
        {
            Assert.Empty(failures);
        }
        else
        {
            var failure = Assert.Single(failures);
            Assert.StartsWith("Federations:machines:Regions is 2", failure, StringComparison.Ordinal);
            Assert.Contains(reason, failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Validate_RegionTooLargeForAMessage_IsRefused()
    {
        FederationOptions options = new() { Model = "moments", Regions = 2, MaxUpdateBytes = 100_000 };
        options.ExternalParticipants = [.. Enumerable.Range(0, 1_000).Select(participant => $"p{participant}")];
        Assert.Contains("there must be more regions", Assert.Single(Validate(options)), StringComparison.Ordinal);

        options.Regions = 20;

        Assert.Empty(Validate(options));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void Validate_NumberOfRegionsOutOfRange_IsNamed(int regions)
    {
        FederationsOptions all = new();
        all.Federations["machines"] = new() { Regions = regions };

        var failure = Assert.Single(new FederationsOptionsValidator().Validate(null, all).Failures!);

        Assert.Equal($"Federations:machines:Regions is {regions}; it must be between 0 and 1000.", failure);
    }

    private static IReadOnlyList<string> Validate(FederationOptions options)
    {
        FederationsOptions all = new();
        all.Federations["machines"] = options;
        return [.. new FederationStrategiesValidator(new LocalModels(), new AggregationStrategies()).Validate(null, all).Failures ?? []];
    }
}
