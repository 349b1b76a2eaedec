using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Hosting;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedOrleans.Tests.Grains.Configuration;

[Trait("Category", "Unit")]
public sealed class FederationStrategiesValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Assert.Empty(Validate(new()));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("FedAvg")]
    public void Validate_StrategyThatIsNotRegistered_IsNamedWithThoseThatAre(string? strategy)
    {
        var message = Assert.Single(Validate(new() { Strategy = strategy! }));

        Assert.StartsWith($"Federations:machines:Strategy is '{strategy}'; known are: ", message, StringComparison.Ordinal);
        Assert.All(["fedavg", "mean"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Momentum", "7")]
    [InlineData("Momentun", "0.5")]
    public void Validate_SettingThatTheStrategyDoesNotAllow_IsNamed(string setting, string value)
    {
        FederationOptions options = new() { Strategy = "fedavgm", Model = "sums" };
        options.StrategySettings[setting] = value;

        var messages = Validate(options);

        Assert.StartsWith("Federations:machines:StrategySettings: fedavgm: ", Assert.Single(messages), StringComparison.Ordinal);
        Assert.All([setting, value], part => Assert.Contains(part, messages[0], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fedavg", RoundMode.Window)]
    [InlineData("mean", RoundMode.Asynchronous)]
    public void Validate_SeedWeight_TakesTheMeanOfWindowsAlone(string strategy, RoundMode mode)
    {
        var message = Assert.Single(Validate(new() { Strategy = strategy, Rounds = new() { Mode = mode } }));

        Assert.StartsWith($"Federations:machines:Strategy is '{strategy}' and Rounds:Mode is {mode}; seed-weight takes", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean", true)]
    [InlineData("fedavg", true)]
    [InlineData("fedadam", false)]
    public void Validate_ModelOfSums_TakesTheStrategiesThatAdd(string strategy, bool isValid)
    {
        var messages = Validate(new() { Model = "moments", Strategy = strategy });

        Assert.Equal(isValid, messages.Count == 0);
        Assert.All(messages, message => Assert.StartsWith($"Federations:machines:Strategy is '{strategy}'; moments is made of sums", message, StringComparison.Ordinal));
    }

    [Fact]
    public void AddLocalModelAndAddStrategy_NewNames_AreKnownToTheRegistries()
    {
        ServiceCollection services = new();
        services.AddLocalModel("one", settings => new LocalModels().Create("moments", settings));
        services.AddStrategy("two", settings => new AggregationStrategies().Create("fedavg", settings));
        services.AddLearning(new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();

        Assert.Contains("one", provider.GetRequiredService<LocalModels>().Names);
        Assert.Contains("two", provider.GetRequiredService<AggregationStrategies>().Names);
    }

    private static List<string> Validate(FederationOptions federation)
    {
        FederationsOptions options = new();
        options.Federations["machines"] = federation;
        return [.. new FederationStrategiesValidator(new LocalModels(), new AggregationStrategies()).Validate(null, options).Failures ?? []];
    }
}
