using System.Collections.Concurrent;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>How many partitions sensor topics have. A silo that does not reach the sensors' Kafka asks the fog tier, and remembers what it said.</summary>
public sealed class SensorPartitions
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FederationLogs _logs;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, (int Count, long At)> _known = new(StringComparer.Ordinal);

    internal SensorPartitions(FederationLogs logs, IGrainFactory grains, TimeProvider clock) => (_logs, _grains, _clock) = (logs, grains, clock);

    /// <summary>How many partitions a sensor topic has: what is known here, or was known within half a minute, or else what the fog tier says.</summary>
    /// <param name="topic">The topic of a federation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number; the last one that was heard where the fog tier does not answer.</returns>
    /// <exception cref="InvalidOperationException">The fog tier does not answer, and has not since this silo started.</exception>
    public async Task<int> CountAsync(string topic, CancellationToken cancellationToken)
    {
        if (_logs.ReachesSensors)
        {
            return _logs.SensorPartitionCountOf(topic);
        }

        if (_known.TryGetValue(topic, out var known) && _clock.GetElapsedTime(known.At) < Freshness)
        {
            return known.Count;
        }

        try
        {
            var count = await _grains.GetGrain<ISensorTopicGrain>(topic).GetPartitionCount(cancellationToken).WaitAsync(Patience, _clock, cancellationToken);
            _known[topic] = (count, _clock.GetTimestamp());
            return count;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What failed may be anything between here and the fog tier; a topic never loses partitions.
            return known.Count > 0
                ? known.Count
                : throw new InvalidOperationException($"The fog tier does not say how many partitions topic {topic} has: {exception.Message}", exception);
        }
    }
}
