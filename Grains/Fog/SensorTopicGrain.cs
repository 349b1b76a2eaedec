using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Tiers;

namespace FederatedOrleans.Grains.Fog;

/// <summary>Tells the other tier of a sensor topic.</summary>
[GrainType("sensor-topic")]
[RunsOn(SiloRole.Fog)]
internal sealed class SensorTopicGrain(FederationLogs logs) : Grain, ISensorTopicGrain
{
    /// <inheritdoc />
    public Task<int> GetPartitionCount(CancellationToken cancellationToken = default) =>
        Task.FromResult(logs.SensorPartitionCountOf(this.GetPrimaryKeyString()));
}
