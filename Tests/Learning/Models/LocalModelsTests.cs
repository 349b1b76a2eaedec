using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models;

[Trait("Category", "Unit")]
public sealed class LocalModelsTests
{
    private readonly LocalModels _models = new();

    [Fact]
    public void Names_FromTheBeginning_AreTheBuiltInOnes() => Assert.Equal(["logistic", "moments", "ridge", "seed-weight"], _models.Names);

    [Fact]
    public void Create_BuiltIn_HasItsName() =>
        Assert.All(_models.Names, name => Assert.Equal(name, Create(name).Name));

    [Fact]
    public void Create_UnknownName_NamesTheKnown() => Assert.Equal(
        "There is no local model 'nobody'; known are: logistic, moments, ridge, seed-weight.",
        Assert.Throws<ArgumentException>(() => _models.Create("nobody", Settings(["a"]))).Message);

    [Theory]
    [InlineData("moments")]
    [InlineData("moments", "a", "a")]
    [InlineData("moments", "a", "")]
    [InlineData("seed-weight", "a")]
    [InlineData("seed-weight", "a", "b", "c")]
    public void Create_FeaturesThatAreNotAllowed_NamesThem(string model, params string[] features) => Assert.StartsWith(
        $"{model}: Features is [{string.Join(", ", features)}];",
        Assert.Throws<ArgumentException>(() => _models.Create(model, Settings(features))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("logistic")]
    [InlineData("moments")]
    [InlineData("ridge")]
    [InlineData("seed-weight")]
    public void Create_UnknownSetting_IsRefused(string model) => Assert.StartsWith(
        $"{model}: Speed is '1', but there is no such setting;",
        Assert.Throws<ArgumentException>(() => Create(model, ("Speed", "1"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Add_NewName_CanBeCreatedWithItsSettings()
    {
        ModelSettings? seen = null;
        _models.Add("my-model", settings =>
        {
            seen = settings;
            return _models.Create("moments", settings);
        });
        var settings = Settings(["a"]);

        Assert.Contains("my-model", _models.Names);
        Assert.Equal("moments", _models.Create("my-model", settings).Name);
        Assert.Same(settings, seen);
    }

    [Theory]
    [InlineData("moments")]
    [InlineData("")]
    [InlineData("My model")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Add_NameTakenOrNotAllowed_Throws(string taken) =>
        Assert.Throws<ArgumentException>("name", () => _models.Add(taken, _ => throw new NotSupportedException()));

    private ILocalModel Create(string name, params (string Name, string Value)[] parameters) => _models.Create(
        name, Settings(["a", "b"], name is "ridge" or "logistic" ? [("Target", "b"), .. parameters] : parameters));

    private static ModelSettings Settings(string[] features, params (string Name, string Value)[] parameters) =>
        new(features, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
