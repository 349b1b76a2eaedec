using FederatedOrleans.Grains.Interfaces.Status;
using Orleans.Concurrency;

namespace FederatedOrleans.Grains.Interfaces;

/// <summary>A region of a federation: adds its participants' updates up and forwards the sums to the root. Key: <c>federation@region</c>.</summary>
[Alias("fo.regional-aggregator")]
public interface IRegionalAggregatorGrain : IGrainWithStringKey
{
    /// <summary>How far the region is; its version is the number of rounds that it has closed.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("status")]
    Task<AggregatorStatus> GetStatus(CancellationToken cancellationToken = default);

    /// <summary>What the region did not let count, and whom it has quarantined.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("rejections")]
    Task<FederationRejections> GetRejections(CancellationToken cancellationToken = default);

    /// <summary>Releases a participant from quarantine.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="cancellationToken">Ends the wait before the decision is written.</param>
    /// <returns>Whether it was quarantined.</returns>
    [Alias("release")]
    Task<bool> Release(string participant, CancellationToken cancellationToken = default);

    /// <summary>Makes sure that the region exists and that nothing decided waits to be forwarded.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("touch")]
    Task Touch(CancellationToken cancellationToken = default);
}
