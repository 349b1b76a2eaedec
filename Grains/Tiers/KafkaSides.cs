using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>
/// Which Kafka holds which topics on this silo. The sensors' side is the sensor topics, their rejected records and the anomalies; the updates' side is
/// everything else. Both are the same unless the updates' side has a Kafka of its own.
/// </summary>
/// <param name="IsDivided">Whether the updates' side has a Kafka of its own; the same on every silo of a cluster.</param>
/// <param name="Role">What this silo hosts.</param>
public sealed record KafkaSides(bool IsDivided, SiloRole Role)
{
    /// <summary>The stream provider, and the key of its services, of the updates' side.</summary>
    public string UpdatesProvider => IsDivided ? FederationsOptions.CloudStreamProvider : FederationsOptions.StreamProvider;

    /// <summary>The stream provider, and the key of its services, of the sensors' side; null where this silo does not reach it.</summary>
    public string? SensorsProvider => Role.HasFlag(SiloRole.Fog) ? FederationsOptions.StreamProvider : null;

    /// <summary>The providers of this silo.</summary>
    public IEnumerable<string> Providers => new[] { SensorsProvider, UpdatesProvider }.OfType<string>().Distinct(StringComparer.Ordinal);
}
