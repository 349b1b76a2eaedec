using System.Runtime.InteropServices;

namespace FederatedOrleans.Learning.Models;

/// <summary><see cref="SeedWeight"/> as a local model: one weight per window.</summary>
internal sealed class SeedWeightModel : ILocalModel
{
    /// <inheritdoc />
    public string Name => SeedWeight.Name;

    /// <inheritdoc />
    public ContributionForm Form => ContributionForm.Weights;

    /// <inheritdoc />
    public int ContributionLength => 1;

    /// <inheritdoc />
    public int WeightCount => 1;

    /// <inheritdoc />
    public LocalWindow Open() => new(new long[SeedWeight.Features], [.. new double[SeedWeight.Features]], []);

    /// <inheritdoc />
    public void Add(LocalWindow window, in Reading reading)
    {
        SeedWeight.Add(CollectionsMarshal.AsSpan(window.Numbers), window.Present, reading.Values);
        window.Samples++;
    }

    /// <inheritdoc />
    public LocalContribution Close(LocalWindow window, ReadOnlySpan<double> baseWeights) =>
        new(window.Samples, [SeedWeight.Weight(CollectionsMarshal.AsSpan(window.Numbers), window.Present)], []);
}
