namespace FederatedOrleans.Learning.Strategies.Linear;

/// <summary>What the strategies have in common that need no more than the exact weighted sum of the updates.</summary>
/// <param name="name">The strategy's name.</param>
/// <param name="memories">How many numbers it remembers per weight.</param>
internal abstract class LinearStrategy(string name, int memories) : IStrategy
{
    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public bool IsLinear => true;

    /// <inheritdoc />
    public int MinimumUpdates => 1;

    /// <inheritdoc />
    public virtual long WeightOf(long samples) => samples;

    /// <inheritdoc />
    public StrategyState Combine(StrategyState before, WeightedSum sum, bool areDeltas)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(sum);
        var count = before.Weights.Length;
        if (sum.Length != count || sum.Updates < MinimumUpdates)
        {
            throw new ArgumentException(
                $"{name}: the sum has {sum.Updates} updates of {sum.Length} weights; it must have at least {MinimumUpdates} of {count}.", nameof(sum));
        }

        var change = sum.ToMean();
        if (!areDeltas && NeedsChange)
        {
            for (var i = 0; i < count; i++)
            {
                change[i] -= before.Weights[i];
            }
        }

        return Step(before, change, MemoryOf(before), areDeltas || NeedsChange);
    }

    /// <inheritdoc />
    public StrategyState Combine(StrategyState before, IReadOnlyList<Contribution> updates, bool areDeltas) =>
        throw new NotSupportedException($"{name} makes a model of a sum, not of single updates.");

    /// <summary>Whether <see cref="Step"/> wants the mean change of the model whatever the updates are.</summary>
    protected abstract bool NeedsChange { get; }

    /// <summary>Makes the next model.</summary>
    /// <param name="before">The model before.</param>
    /// <param name="mean">The mean of the updates; may be written to.</param>
    /// <param name="memory">A copy of the memory, zeros at first; may be written to.</param>
    /// <param name="isChange">Whether the mean is a change of the model, rather than weights.</param>
    protected abstract StrategyState Step(StrategyState before, double[] mean, double[] memory, bool isChange);

    private double[] MemoryOf(StrategyState before)
    {
        var length = memories * before.Weights.Length;
        return before.Memory.Length == length ? [.. before.Memory]
            : before.Memory.Length == 0 ? new double[length]
            : throw new ArgumentException($"{name}: the memory has {before.Memory.Length} numbers; it must have {length} or none.", nameof(before));
    }
}
