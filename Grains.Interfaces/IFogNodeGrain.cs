using FederatedOrleans.Grains.Interfaces.Status;
using Orleans.Concurrency;

namespace FederatedOrleans.Grains.Interfaces;

/// <summary>The fog node of one partition of a federation's sensor topic. Key: <c>federation/partition</c>.</summary>
[Alias("fo.fog-node")]
public interface IFogNodeGrain : IGrainWithStringKey
{
    /// <summary>What the node has seen and how far it is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("status")]
    Task<FogNodeStatus> GetStatus(CancellationToken cancellationToken = default);

    /// <summary>Makes sure that the node exists and that nothing in its outbox waits for the next reading.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("touch")]
    Task Touch(CancellationToken cancellationToken = default);
}
