using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Silo.Api;

/// <summary>What a federation is configured to do; durations as <c>hh:mm:ss</c>.</summary>
internal sealed record FederationConfiguration(
    string SensorTopic,
    string UpdatesTopic,
    string RoundsTopic,
    string ModelTopic,
    int Partitions,
    IReadOnlyList<string> Features,
    TimeSpan Window,
    TimeSpan Lateness,
    TimeSpan IdleTimeout,
    TimeSpan MaxFutureSkew,
    string Model,
    string Strategy,
    int Regions)
{
    public static FederationConfiguration From(FederationOptions options, int partitions) => new(
        options.SensorTopic,
        options.UpdatesTopic,
        options.RoundsTopic,
        options.ModelTopic,
        partitions,
        options.EffectiveFeatures,
        options.Window,
        options.Lateness,
        options.IdleTimeout,
        options.MaxFutureSkew,
        options.Model,
        options.Strategy,
        options.Regions);
}
