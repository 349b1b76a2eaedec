using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Concurrency;

namespace FederatedOrleans.Grains.Interfaces;

/// <summary>The root of a federation: makes a global model of the participants' updates. Key: the federation's name.</summary>
[Alias("fo.global-aggregator")]
public interface IGlobalAggregatorGrain : IGrainWithStringKey
{
    /// <summary>How far the aggregator is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("status")]
    Task<AggregatorStatus> GetStatus(CancellationToken cancellationToken = default);

    /// <summary>The newest global models, newest first.</summary>
    /// <param name="limit">How many at most, 1 or more; the configured history bounds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("models")]
    Task<IReadOnlyList<GlobalModelMessage>> GetModels(int limit, CancellationToken cancellationToken = default);

    /// <summary>What has been decided beyond what a silo knows; the way back to its fog nodes.</summary>
    /// <param name="version">The newest version that it knows, 0 for none.</param>
    /// <param name="limit">How many versions to answer with at most, 1 or more; the newest ones.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("news")]
    Task<FederationNews> GetNews(long version, int limit, CancellationToken cancellationToken = default);

    /// <summary>What the aggregator did not let count, and whom it has quarantined.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>It only reads what is in memory, so it may run between two steps of another call.</remarks>
    [AlwaysInterleave]
    [Alias("rejections")]
    Task<FederationRejections> GetRejections(CancellationToken cancellationToken = default);

    /// <summary>Goes back to an earlier version: decides a new one that is a copy of it.</summary>
    /// <param name="version">The version to go back to, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait before the decision is written.</param>
    /// <returns>The new version; null when there is no such version, or it belongs to another model.</returns>
    [Alias("rollback")]
    Task<GlobalModelMessage?> Rollback(long version, CancellationToken cancellationToken = default);

    /// <summary>Releases a participant from quarantine.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="cancellationToken">Ends the wait before the decision is written.</param>
    /// <returns>Whether it was quarantined.</returns>
    [Alias("release")]
    Task<bool> Release(string participant, CancellationToken cancellationToken = default);

    /// <summary>Makes sure that the aggregator exists and that nothing decided waits to be published.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Alias("touch")]
    Task Touch(CancellationToken cancellationToken = default);

    /// <summary>Tells an observer of every new version until the subscription expires, a minute after the last call.</summary>
    /// <param name="observer">The observer; subscribing again renews it.</param>
    [Alias("subscribe")]
    Task Subscribe(IRoundObserver observer);

    /// <summary>Ends a subscription.</summary>
    /// <param name="observer">The observer.</param>
    [Alias("unsubscribe")]
    Task Unsubscribe(IRoundObserver observer);
}
