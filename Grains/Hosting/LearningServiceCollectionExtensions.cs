using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FederatedOrleans.Grains.Hosting;

/// <summary>Makes local models and strategies known under names, beside the built-in ones.</summary>
public static class LearningServiceCollectionExtensions
{
    /// <summary>Adds a kind of local model, which federations can then name as their <c>Model</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Its name: 1 to 63 lower-case letters, digits or hyphens.</param>
    /// <param name="factory">
    /// Makes a model from settings; throws <see cref="ArgumentException"/> with a message that names the setting, its value and what is allowed.
    /// </param>
    public static IServiceCollection AddLocalModel(this IServiceCollection services, string name, Func<ModelSettings, ILocalModel> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddSingleton<Action<LocalModels>>(models => models.Add(name, factory));
    }

    /// <summary>Adds a strategy, which federations can then name as their <c>Strategy</c>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Its name: 1 to 63 lower-case letters, digits or hyphens.</param>
    /// <param name="factory">
    /// Makes the strategy from settings; throws <see cref="ArgumentException"/> with a message that names the setting, its value and what is allowed.
    /// </param>
    public static IServiceCollection AddStrategy(this IServiceCollection services, string name, Func<StrategySettings, IStrategy> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddSingleton<Action<AggregationStrategies>>(strategies => strategies.Add(name, factory));
    }

    /// <summary>Adds the registries with everything that was added to them by name, in code or by a library that the configuration names.</summary>
    internal static void AddLearning(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var module in LearningModules.LoadConfigured(configuration))
        {
            services.AddSingleton<Action<LocalModels>>(module.AddTo);
            services.AddSingleton<Action<AggregationStrategies>>(module.AddTo);
        }

        services.TryAddSingleton(provider => Fill(new LocalModels(), provider));
        services.TryAddSingleton(provider => Fill(new AggregationStrategies(), provider));
    }

    private static T Fill<T>(T registry, IServiceProvider provider)
        where T : class
    {
        foreach (var add in provider.GetServices<Action<T>>())
        {
            add(registry);
        }

        return registry;
    }
}
