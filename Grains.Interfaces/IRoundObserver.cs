using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Concurrency;

namespace FederatedOrleans.Grains.Interfaces;

/// <summary>Hears of every new version of a federation's global model.</summary>
[Alias("fo.round-observer")]
public interface IRoundObserver : IGrainObserver
{
    /// <summary>A version was decided. Versions may come twice or be missed; their numbers tell.</summary>
    /// <param name="model">The new model.</param>
    /// <remarks>One way: an observer that is gone must not hold up a round.</remarks>
    [OneWay]
    [Alias("round-closed")]
    Task OnRound(GlobalModelMessage model);
}
