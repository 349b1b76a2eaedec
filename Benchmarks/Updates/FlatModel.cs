using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Benchmarks.Updates;

/// <summary>A model of which nothing but the number of its weights matters: its updates come from outside.</summary>
internal sealed class FlatModel : ILocalModel
{
    /// <summary>The name under which it is registered.</summary>
    public const string ModelName = "flat";

    /// <summary>The number of its weights.</summary>
    public const int Weights = 100;

    /// <inheritdoc />
    public string Name => ModelName;

    /// <inheritdoc />
    public ContributionForm Form => ContributionForm.Delta;

    /// <inheritdoc />
    public int ContributionLength => Weights;

    /// <inheritdoc />
    public int WeightCount => Weights;

    /// <inheritdoc />
    public LocalWindow Open() => new(new long[2], [], []);

    /// <inheritdoc />
    public void Add(LocalWindow window, in Reading reading) => window.Samples++;

    /// <inheritdoc />
    public LocalContribution Close(LocalWindow window, ReadOnlySpan<double> baseWeights) => new(window.Samples, new double[Weights], []);
}
