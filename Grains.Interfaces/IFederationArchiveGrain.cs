using FederatedOrleans.Grains.Interfaces.Status;
using Orleans.Concurrency;

namespace FederatedOrleans.Grains.Interfaces;

/// <summary>Brings the history of one federation into the archive. Key: the federation.</summary>
[Alias("fo.federation-archive")]
public interface IFederationArchiveGrain : IGrainWithStringKey
{
    /// <summary>How far the archive is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("status")]
    Task<ArchiveStatus> GetStatus(CancellationToken cancellationToken = default);

    /// <summary>Begins to archive what is new if it is time; never waits for it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("touch")]
    Task Touch(CancellationToken cancellationToken = default);
}
