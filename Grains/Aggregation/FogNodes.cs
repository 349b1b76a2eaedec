using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Tiers;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>The fog nodes of a federation: one per partition of its sensor topic, or those of the newest configuration while the fog tier does not answer.</summary>
internal sealed class FogNodes(SensorPartitions partitions, string federation, FederationOptions options)
{
    private int? _remembered;

    /// <summary>Finds the nodes.</summary>
    /// <param name="newest">The newest configuration in the log, if any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The fog tier does not answer, and there is no configuration.</exception>
    public async Task<IReadOnlyList<string>> FindAsync(ConfigurationEntry? newest, CancellationToken cancellationToken)
    {
        try
        {
            var count = await partitions.CountAsync(options.SensorTopic, cancellationToken);
            return [.. Enumerable.Range(0, count).Select(partition => FogNodeKey.Create(federation, partition))];
        }
        catch (InvalidOperationException) when (newest?.SensorTopic == options.SensorTopic)
        {
            List<string> nodes = [.. newest.Participants.Except(newest.ExternalParticipants ?? [], StringComparer.Ordinal)];
            _remembered = nodes.Count;
            return nodes;
        }
    }

    /// <summary>Asks the fog tier again if its nodes had to be remembered.</summary>
    /// <param name="onOthers">Called where there are others: the configuration has to be made anew.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LookAgainAsync(Action onOthers, CancellationToken cancellationToken)
    {
        if (_remembered is not { } remembered)
        {
            return;
        }

        try
        {
            if (await partitions.CountAsync(options.SensorTopic, cancellationToken) != remembered)
            {
                onOthers();
            }

            _remembered = null;
        }
        catch (InvalidOperationException)
        {
            // Still no answer: asked again at the next pulse.
        }
    }
}
