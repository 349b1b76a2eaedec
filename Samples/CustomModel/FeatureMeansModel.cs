using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Samples.CustomModel;

/// <summary>
/// The mean of every feature over the window's present values. A window in which nobody sent some feature contributes nothing: its mean would be made up.
/// </summary>
public sealed class FeatureMeansModel : ILocalModel
{
    /// <summary>The name under which the model is configured.</summary>
    public const string ModelName = "feature-means";

    /// <summary>Values beyond it are rejected: an aggregator takes weights below 2^20 in magnitude.</summary>
    private const double Limit = 1 << 20;

    private readonly int _features;

    /// <summary>Creates the model.</summary>
    /// <param name="settings">Its features, and no further settings.</param>
    /// <exception cref="ArgumentException">There is a further setting.</exception>
    public FeatureMeansModel(ModelSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        new ParameterReader(ModelName, settings.Parameters).RefuseOthers();
        _features = settings.Features.Count;
    }

    /// <inheritdoc />
    public string Name => ModelName;

    /// <inheritdoc />
    public ContributionForm Form => ContributionForm.Weights;

    /// <inheritdoc />
    public int ContributionLength => _features;

    /// <inheritdoc />
    public int WeightCount => _features;

    /// <inheritdoc />
    public LocalWindow Open() => new(new long[_features], [.. new double[_features]], []);

    /// <inheritdoc />
    public bool Accepts(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            // A missing value is NaN, which is beyond nothing.
            if (Math.Abs(value) >= Limit)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public void Add(LocalWindow window, in Reading reading)
    {
        ArgumentNullException.ThrowIfNull(window);
        window.Samples++;
        for (var i = 0; i < _features; i++)
        {
            if (!double.IsNaN(reading.Values[i]))
            {
                // From left to right in offset order: the same readings give the same bits.
                window.Numbers[i] += reading.Values[i];
                window.Present[i]++;
            }
        }
    }

    /// <inheritdoc />
    public LocalContribution Close(LocalWindow window, ReadOnlySpan<double> baseWeights)
    {
        ArgumentNullException.ThrowIfNull(window);
        return Array.Exists(window.Present, count => count == 0)
            ? new(0, new double[_features], [])
            : new(window.Samples, [.. window.Numbers.Select((sum, feature) => sum / window.Present[feature])], []);
    }
}
