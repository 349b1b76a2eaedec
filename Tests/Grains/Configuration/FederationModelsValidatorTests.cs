using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Grains.Configuration;

[Trait("Category", "Unit")]
public sealed class FederationModelsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Assert.Empty(Validate(new()));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Seed-Weight")]
    public void Validate_ModelThatIsNotRegistered_IsNamedWithThoseThatAre(string? model)
    {
        var message = Assert.Single(Validate(new() { Model = model! }));

        Assert.StartsWith($"Federations:machines:Model is '{model}'; known are: ", message, StringComparison.Ordinal);
        Assert.Contains("moments", message, StringComparison.Ordinal);
        Assert.Contains("seed-weight", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("temperature,temperature")]
    [InlineData("temperature,")]
    [InlineData(",vibration")]
    [InlineData("timestamp,vibration")]
    [InlineData("temperature,sensor_id")]
    public void Validate_FeaturesThatAreNone_AreNamed(string features)
    {
        var message = Assert.Single(Validate(new() { Features = features.Split(',') }));

        var named = features.Replace(",", ", ", StringComparison.Ordinal);
        Assert.StartsWith($"Federations:machines:Features is [{named}]; ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("temperature", "seed-weight", "exactly two")]
    [InlineData("temperature,vibration,pressure", "seed-weight", "exactly two")]
    public void Validate_FeaturesThatTheModelCannotTake_AreNamed(string features, string model, string expected)
    {
        var message = Assert.Single(Validate(new() { Features = features.Split(','), Model = model }));

        Assert.StartsWith($"Federations:machines: {model}: Features is [", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Timestamp,vibration", "seed-weight")]
    [InlineData("vibration,temperature", "seed-weight")]
    [InlineData("a,b,c,d,e", "moments")]
    public void Validate_OtherFeatures_AreValid(string features, string model) =>
        Assert.Empty(Validate(new() { Features = features.Split(','), Model = model }));

    [Theory]
    [InlineData("Resolution", "2^-41")]
    [InlineData("Resolutoin", "2^-20")]
    public void Validate_SettingThatTheModelDoesNotAllow_IsNamed(string setting, string value)
    {
        FederationOptions options = new() { Model = "moments" };
        options.ModelSettings[setting] = value;

        var message = Assert.Single(Validate(options));

        Assert.StartsWith("Federations:machines: moments: ", message, StringComparison.Ordinal);
        Assert.Contains(setting, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed-weight", false)]
    [InlineData("moments", true)]
    public void Validate_OwnScoring_NeedsSums(string model, bool isValid)
    {
        var messages = Validate(new() { Model = model, Scoring = new() { Source = ScoringSource.Own } });

        Assert.Equal(isValid, messages.Count == 0);
        Assert.All(messages, message => Assert.StartsWith("Federations:machines:Scoring:Source is Own; ", message, StringComparison.Ordinal));
    }

    private static List<string> Validate(FederationOptions federation)
    {
        FederationsOptions options = new();
        options.Federations["machines"] = federation;
        return [.. new FederationModelsValidator(new LocalModels()).Validate(null, options).Failures ?? []];
    }
}
