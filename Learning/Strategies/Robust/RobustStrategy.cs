using FederatedOrleans.Learning.Strategies.Collecting;

namespace FederatedOrleans.Learning.Strategies.Robust;

/// <summary>What the strategies have in common that make one update of all, whatever the model before was.</summary>
/// <param name="name">The strategy's name.</param>
/// <param name="minimumUpdates">The smallest number of updates.</param>
/// <param name="settings">Its settings.</param>
internal abstract class RobustStrategy(string name, int minimumUpdates, StrategySettings settings)
    : CollectingStrategy(name, minimumUpdates, settings)
{
    /// <inheritdoc />
    protected sealed override double[] Combine(double[] before, UpdateSet updates, bool areDeltas)
    {
        var weights = Aggregate(updates);
        if (areDeltas)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] += before[i];
            }
        }

        return weights;
    }

    /// <summary>Makes one update of all.</summary>
    /// <param name="updates">The updates in order, of at least one weight.</param>
    protected abstract double[] Aggregate(UpdateSet updates);
}
