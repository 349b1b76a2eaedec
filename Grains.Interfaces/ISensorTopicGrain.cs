using Orleans.Concurrency;

namespace FederatedOrleans.Grains.Interfaces;

/// <summary>What the fog tier knows of a sensor topic, for silos that do not reach the sensors' Kafka. Key: the topic.</summary>
[Alias("fo.sensor-topic")]
public interface ISensorTopicGrain : IGrainWithStringKey
{
    /// <summary>How many partitions the topic has.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AlwaysInterleave]
    [Alias("partitions")]
    Task<int> GetPartitionCount(CancellationToken cancellationToken = default);
}
