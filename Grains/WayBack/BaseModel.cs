namespace FederatedOrleans.Grains.WayBack;

/// <summary>The global model that the training of a window begins with.</summary>
/// <param name="Version">Its version; 0 when there was none yet.</param>
/// <param name="Weights">Its weights; empty for version 0.</param>
internal sealed record BaseModel(long Version, double[] Weights)
{
    /// <summary>Nothing is learnt yet: training begins with zeros.</summary>
    public static BaseModel None { get; } = new(0, []);
}
