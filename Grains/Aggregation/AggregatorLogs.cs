using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>Sees to it that an aggregator uses no offset of a log that is gone.</summary>
internal static class AggregatorLogs
{
    /// <summary>Looks whether a checkpoint belongs to the rounds log that there is.</summary>
    /// <param name="logs">The topics.</param>
    /// <param name="federation">The federation.</param>
    /// <param name="options">Its options.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The checkpoint, or an empty one of the log that there is.</returns>
    public static async Task<AggregatorState> CheckAsync(
        FederationLogs logs, string federation, FederationOptions options, AggregatorState checkpoint, CancellationToken cancellationToken)
    {
        var now = await logs.IdentityOfAsync(options.RoundsTopic, cancellationToken);
        var log = now.NameAfter(checkpoint.Log, checkpoint.RoundsTopicId);
        var end = (await logs.RoundsBoundsAsync(federation, options, cancellationToken)).High;
        if (checkpoint.Log != log || checkpoint.HistoryOffset > end)
        {
            checkpoint = new() { Log = log };
        }

        checkpoint.RoundsTopicId = now.TopicId ?? checkpoint.RoundsTopicId;
        return checkpoint;
    }

    /// <summary>The name of the updates log.</summary>
    /// <param name="logs">The topics.</param>
    /// <param name="options">The federation's options.</param>
    /// <param name="checkpoint">Remembers the topic's id.</param>
    /// <param name="known">The log that the newest decision was made of, if any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<string> FindUpdatesAsync(
        FederationLogs logs, FederationOptions options, AggregatorState checkpoint, string? known, CancellationToken cancellationToken)
    {
        var now = await logs.IdentityOfAsync(options.UpdatesTopic, cancellationToken);
        var log = now.NameAfter(known, checkpoint.UpdatesTopicId);
        checkpoint.UpdatesTopicId = now.TopicId ?? checkpoint.UpdatesTopicId;
        return log;
    }
}
