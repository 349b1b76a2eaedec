using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>The exact sum of any number of updates, in whatever order and grouping they came; empty where a strategy needs them one by one.</summary>
/// <param name="model">The local model.</param>
/// <param name="strategy">The strategy.</param>
internal sealed class UpdateSum(ILocalModel model, IStrategy strategy)
{
    private readonly Int128[] _sums = model.Form == ContributionForm.Sums ? new Int128[model.ContributionLength] : [];

    /// <summary>Whether updates of a model are held one by one rather than summed.</summary>
    public static bool IsEmptyFor(ILocalModel model, IStrategy strategy) =>
        model.Form != ContributionForm.Sums && (model.Name == SeedWeight.Name || !strategy.IsLinear);

    /// <summary>The weighted sum; null where updates are held or are sums themselves.</summary>
    public WeightedSum? Weighted { get; } =
        model.Form != ContributionForm.Sums && !IsEmptyFor(model, strategy) ? new(model.ContributionLength) : null;

    /// <summary>The sum of their sums; empty for other forms.</summary>
    public ReadOnlySpan<Int128> Sums => _sums;

    /// <summary>Sum of their samples.</summary>
    public long Samples { get; private set; }

    /// <summary>The canonical form of the sum.</summary>
    public Int128[] ToValues() => Weighted?.ToValues() ?? [.. _sums];

    /// <summary>Adds an update, or what a region made of several.</summary>
    /// <param name="update">The update; the total of samples stays within its bound.</param>
    public void Add(AdmittedUpdate update)
    {
        if (update.Inputs.Count > 0)
        {
            Weighted?.Add(WeightedSum.FromValues(update.Sums, update.Weight, update.Inputs.Count)!);
        }
        else
        {
            Weighted?.TryAdd(update.Singles, strategy.WeightOf(update.Samples));
        }

        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] += update.Sums[i];
        }

        Samples += update.Samples;
    }

    /// <summary>Adds another sum.</summary>
    /// <param name="other">A sum of the same model and strategy.</param>
    public void Add(UpdateSum other)
    {
        Weighted?.Add(other.Weighted!);
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] += other._sums[i];
        }

        Samples += other.Samples;
    }
}
