namespace FederatedOrleans.Sensors.Sending;

/// <summary>
/// What became of the readings given to a <see cref="SensorProducer"/>.
/// </summary>
/// <param name="Acknowledged">Readings that all in-sync replicas of their partition hold.</param>
/// <param name="Failed">Readings that were refused for good; they are not in the topic.</param>
/// <param name="Pending">Readings without an answer so far; after a flush that ran out of time they may or may not be in the topic.</param>
public readonly record struct SendCounts(long Acknowledged, long Failed, long Pending)
{
    /// <summary>All readings given.</summary>
    public long Accepted => Acknowledged + Failed + Pending;
}
