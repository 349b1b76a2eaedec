using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Federations;

/// <summary>Makes local models as federations are configured.</summary>
internal static class LocalModelsExtensions
{
    /// <summary>The local model of a federation.</summary>
    /// <param name="models">The registered models.</param>
    /// <param name="options">The federation.</param>
    /// <exception cref="ArgumentException">There is no such model, or it does not allow these features or settings.</exception>
    public static ILocalModel CreateFor(this LocalModels models, FederationOptions options) =>
        models.Create(options.Model, new(options.EffectiveFeatures, options.ModelSettings.AsReadOnly()));
}
