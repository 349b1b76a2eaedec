using FederatedOrleans.Learning.Kernels;

namespace FederatedOrleans.Learning.Strategies.Collecting;

/// <summary>What the strategies have in common that need all updates at once.</summary>
/// <param name="name">The strategy's name.</param>
/// <param name="minimumUpdates">The smallest number of updates.</param>
/// <param name="settings">Its settings.</param>
internal abstract class CollectingStrategy(string name, int minimumUpdates, StrategySettings settings) : IStrategy
{
    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public bool IsLinear => false;

    /// <inheritdoc />
    public int MinimumUpdates => minimumUpdates;

    /// <summary>The threads that a round may be computed with.</summary>
    protected Workers Workers { get; } = new(settings.Threads);

    /// <inheritdoc />
    public long WeightOf(long samples) => samples;

    /// <inheritdoc />
    public StrategyState Combine(StrategyState before, WeightedSum sum, bool areDeltas) =>
        throw new NotSupportedException($"{name} makes a model of single updates, not of a sum.");

    /// <inheritdoc />
    public StrategyState Combine(StrategyState before, IReadOnlyList<Contribution> updates, bool areDeltas)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(updates);
        if (updates.Count < minimumUpdates)
        {
            throw new ArgumentException($"{name}: there are {updates.Count} updates; with these settings it needs at least {minimumUpdates}.", nameof(updates));
        }

        var set = UpdateSet.Of(updates, before.Weights.Length);
        var weights = before.Weights.Length == 0 ? [] : Combine(before.Weights, set, areDeltas);
        return Array.TrueForAll(weights, double.IsFinite) ? new(weights, [], before.Steps + 1)
            : throw new ArgumentException($"{name}: an update has weights that are not finite.", nameof(updates));
    }

    /// <summary>Makes the next weights.</summary>
    /// <param name="before">The weights before, at least one.</param>
    /// <param name="updates">The updates in order.</param>
    /// <param name="areDeltas">Whether updates are differences to the weights before.</param>
    protected abstract double[] Combine(double[] before, UpdateSet updates, bool areDeltas);
}
