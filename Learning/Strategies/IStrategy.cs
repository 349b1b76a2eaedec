namespace FederatedOrleans.Learning.Strategies;

/// <summary>
/// How the updates of a round become the next global model, bound to its settings. It has no state of its own: what it has to remember is in
/// <see cref="StrategyState"/>. Every result is a function of its arguments, to the last bit, whatever their order was and whatever the machine is.
/// </summary>
public interface IStrategy
{
    /// <summary>The name under which the strategy is registered and configured.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the exact weighted sum of the updates is all it needs: then <see cref="Combine(StrategyState, WeightedSum, bool)"/> is called, and memory
    /// does not grow with the number of updates. Otherwise <see cref="Combine(StrategyState, IReadOnlyList{Contribution}, bool)"/> is.
    /// </summary>
    bool IsLinear { get; }

    /// <summary>The smallest number of updates from which it can make a model, 1 or more.</summary>
    int MinimumUpdates { get; }

    /// <summary>The weight of an update in the sum of a linear strategy: its samples, or 1 where all updates count the same.</summary>
    /// <param name="samples">The update's samples, 1 or more.</param>
    long WeightOf(long samples);

    /// <summary>Makes the next model of a sum; only if <see cref="IsLinear"/>.</summary>
    /// <param name="before">The model and memory before the round.</param>
    /// <param name="sum">The sum over the round's updates, with at least <see cref="MinimumUpdates"/> of them.</param>
    /// <param name="areDeltas">Whether updates are differences to the model before, rather than weights.</param>
    /// <exception cref="ArgumentException">The sum has too few updates or another length than the model, or the memory is not this strategy's.</exception>
    /// <exception cref="NotSupportedException">The strategy is not linear.</exception>
    StrategyState Combine(StrategyState before, WeightedSum sum, bool areDeltas);

    /// <summary>Makes the next model of all updates; only if not <see cref="IsLinear"/>.</summary>
    /// <param name="before">The model and memory before the round.</param>
    /// <param name="updates">At least <see cref="MinimumUpdates"/> updates in any order; the strategy sorts by participant, ordinally.</param>
    /// <param name="areDeltas">Whether updates are differences to the model before, rather than weights.</param>
    /// <exception cref="ArgumentException">There are too few updates, or one does not fit the model, is out of range or there twice.</exception>
    /// <exception cref="NotSupportedException">The strategy is linear.</exception>
    StrategyState Combine(StrategyState before, IReadOnlyList<Contribution> updates, bool areDeltas);
}
