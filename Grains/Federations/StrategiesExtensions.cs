using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Federations;

/// <summary>Makes strategies as federations are configured.</summary>
internal static class StrategiesExtensions
{
    /// <summary>The strategy of a federation.</summary>
    /// <param name="strategies">The registered strategies.</param>
    /// <param name="options">The federation.</param>
    /// <exception cref="ArgumentException">There is no such strategy, or it does not allow these settings.</exception>
    public static IStrategy CreateFor(this AggregationStrategies strategies, FederationOptions options) =>
        strategies.Create(options.Strategy, new(options.StrategySettings.AsReadOnly()));
}
