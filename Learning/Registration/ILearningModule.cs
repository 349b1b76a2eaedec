using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Learning.Registration;

/// <summary>
/// What a library brings along: local models, strategies or both. A host makes one of every public class that implements it and has a constructor without
/// parameters, and lets it add to its registries before any federation is made.
/// </summary>
public interface ILearningModule
{
    /// <summary>Adds local models.</summary>
    /// <param name="models">The registry, with the built-in ones in it.</param>
    /// <exception cref="ArgumentException">A name is not allowed or taken.</exception>
    void AddTo(LocalModels models)
    {
    }

    /// <summary>Adds strategies.</summary>
    /// <param name="strategies">The registry, with the built-in ones in it.</param>
    /// <exception cref="ArgumentException">A name is not allowed or taken.</exception>
    void AddTo(AggregationStrategies strategies)
    {
    }
}
