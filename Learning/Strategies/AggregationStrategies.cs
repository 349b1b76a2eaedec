using FederatedOrleans.Learning.Parameters;
using FederatedOrleans.Learning.Strategies.Collecting;
using FederatedOrleans.Learning.Strategies.Linear;
using FederatedOrleans.Learning.Strategies.Robust;

namespace FederatedOrleans.Learning.Strategies;

/// <summary>The strategies that there are, by name. The built-in ones are there from the beginning.</summary>
public sealed class AggregationStrategies
{
    private readonly Dictionary<string, Func<StrategySettings, IStrategy>> _factories = new(StringComparer.Ordinal)
    {
        [Averaging.Mean] = settings => CreateAveraging(Averaging.Mean, isWeighted: false, settings),
        [Averaging.FedAvg] = settings => CreateAveraging(Averaging.FedAvg, isWeighted: true, settings),
        [Momentum.FedAvgM] = settings => new Momentum(settings),
        [Adaptive.FedAdam] = settings => new Adaptive(Adaptive.FedAdam, AdaptiveRule.Adam, settings),
        [Adaptive.FedYogi] = settings => new Adaptive(Adaptive.FedYogi, AdaptiveRule.Yogi, settings),
        [Adaptive.FedAdagrad] = settings => new Adaptive(Adaptive.FedAdagrad, AdaptiveRule.Adagrad, settings),
        [MiddleMean.Median] = MiddleMean.CreateMedian,
        [MiddleMean.TrimmedMean] = MiddleMean.CreateTrimmedMean,
        [Krum.Single] = Krum.CreateSingle,
        [Krum.Multi] = Krum.CreateMulti,
        [Bulyan.StrategyName] = Bulyan.Create,
        [GeometricMedian.StrategyName] = GeometricMedian.Create,
        [FedBuff.StrategyName] = FedBuff.Create,
    };

    /// <summary>The names in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a strategy.</summary>
    /// <param name="name">Its name: 1 to 63 lower-case letters, digits or hyphens.</param>
    /// <param name="factory">
    /// Makes the strategy from settings; throws <see cref="ArgumentException"/> with a message that names the setting, its value and what is allowed.
    /// </param>
    /// <exception cref="ArgumentException">The name is not allowed or taken.</exception>
    public void Add(string name, Func<StrategySettings, IStrategy> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (!RegisteredName.IsValid(name))
        {
            throw new ArgumentException($"A strategy is named '{name}'; a name has 1 to 63 lower-case letters, digits or hyphens.", nameof(name));
        }

        if (!_factories.TryAdd(name, factory))
        {
            throw new ArgumentException($"There already is a strategy named '{name}'.", nameof(name));
        }
    }

    /// <summary>Makes a strategy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">Its settings.</param>
    /// <exception cref="ArgumentException">There is no such strategy, or it does not allow these settings.</exception>
    public IStrategy Create(string name, StrategySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Threads);
        return name is not null && _factories.TryGetValue(name, out var factory) ? factory(settings)
            : throw new ArgumentException($"There is no strategy '{name}'; known are: {string.Join(", ", Names)}.");
    }

    private static Averaging CreateAveraging(string name, bool isWeighted, StrategySettings settings)
    {
        new ParameterReader(name, settings.Parameters).RefuseOthers();
        return new(name, isWeighted);
    }
}
