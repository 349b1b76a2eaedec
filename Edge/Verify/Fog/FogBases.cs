using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>The versions on which fog nodes may have trained.</summary>
internal sealed class FogBases
{
    private readonly Dictionary<long, (string Model, double[] Weights)> _weights = [];

    /// <summary>Takes a version.</summary>
    /// <param name="round">Its record.</param>
    /// <param name="settings">The settings that it was made with; null where they are not known.</param>
    public void Take(RoundEntry round, RoundBookSettings? settings)
    {
        if (settings?.Model.NeedsBase == true && round.Regional is null)
        {
            _weights[round.Version] = (round.Model, [.. round.Weights]);
        }
    }

    /// <summary>The weights of a version of a model; null where they are not known.</summary>
    /// <param name="version">The version.</param>
    /// <param name="settings">The settings of the model.</param>
    public double[]? Find(long version, RoundBookSettings settings) =>
        _weights.TryGetValue(version, out var known) && known.Model == settings.Model.Name && known.Weights.Length == settings.Model.WeightCount ? known.Weights : null;
}
