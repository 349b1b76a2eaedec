using FederatedOrleans.Learning.Models.Logistic;
using FederatedOrleans.Learning.Models.Moments;
using FederatedOrleans.Learning.Models.Ridge;
using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Models;

/// <summary>The kinds of local models that there are, by name. The built-in ones are there from the beginning.</summary>
public sealed class LocalModels
{
    private readonly Dictionary<string, Func<ModelSettings, ILocalModel>> _factories = new(StringComparer.Ordinal)
    {
        [SeedWeight.Name] = CreateSeedWeight,
        [MomentsModel.ModelName] = settings => new MomentsModel(settings),
        [RidgeModel.ModelName] = settings => new RidgeModel(settings),
        [LogisticModel.ModelName] = settings => new LogisticModel(settings),
    };

    /// <summary>The names in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a kind of model.</summary>
    /// <param name="name">Its name: 1 to 63 lower-case letters, digits or hyphens.</param>
    /// <param name="factory">
    /// Makes a model from settings; throws <see cref="ArgumentException"/> with a message that names the setting, its value and what is
    /// allowed.
    /// </param>
    /// <exception cref="ArgumentException">The name is not allowed or taken.</exception>
    public void Add(string name, Func<ModelSettings, ILocalModel> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (!RegisteredName.IsValid(name))
        {
            throw new ArgumentException(
                $"A local model is named '{name}'; a name has 1 to 63 lower-case letters, digits or hyphens.", nameof(name));
        }

        if (!_factories.TryAdd(name, factory))
        {
            throw new ArgumentException($"There already is a local model named '{name}'.", nameof(name));
        }
    }

    /// <summary>Makes a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Its features and settings.</param>
    /// <exception cref="ArgumentException">There is no such model, or it does not allow these features or settings.</exception>
    public ILocalModel Create(string name, ModelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (name is null || !_factories.TryGetValue(name, out var factory))
        {
            throw new ArgumentException($"There is no local model '{name}'; known are: {string.Join(", ", Names)}.");
        }

        var features = settings.Features;
        var isAllowed = features.Count > 0 && !features.Any(string.IsNullOrEmpty)
            && features.Distinct(StringComparer.Ordinal).Count() == features.Count;
        return isAllowed
            ? factory(settings)
            : throw new ArgumentException(
                $"{name}: Features is [{string.Join(", ", features)}]; there must be at least one, all different and none empty.");
    }

    private static SeedWeightModel CreateSeedWeight(ModelSettings settings)
    {
        if (settings.Features.Count != SeedWeight.Features)
        {
            throw new ArgumentException(
                $"{SeedWeight.Name}: Features is [{string.Join(", ", settings.Features)}]; "
                + "the model takes exactly two, temperature first, vibration second.");
        }

        new ParameterReader(SeedWeight.Name, settings.Parameters).RefuseOthers();
        return new();
    }
}
