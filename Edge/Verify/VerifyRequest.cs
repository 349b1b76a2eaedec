using FederatedOrleans.Edge.Verify.Archive;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Edge.Verify;

/// <summary>What <c>verify</c> is asked for.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="ClientSettings">librdkafka settings, brokers included, for rounds and updates.</param>
/// <param name="RoundsTopic">The topic of decisions.</param>
/// <param name="UpdatesTopic">The topic to read updates from; null for the one that the configuration names.</param>
/// <param name="First">The first version.</param>
/// <param name="Last">The last version.</param>
internal sealed record VerifyRequest(
    string Federation, IReadOnlyDictionary<string, string> ClientSettings, string RoundsTopic, string? UpdatesTopic, long First, long Last)
{
    /// <summary>librdkafka settings, brokers included, for readings.</summary>
    public IReadOnlyDictionary<string, string> SensorSettings { get; init; } = ClientSettings;

    /// <summary>Whether updates are recomputed from readings.</summary>
    public bool Fog { get; init; }

    /// <summary>The local models that are known.</summary>
    public LocalModels Models { get; init; } = new();

    /// <summary>The strategies that are known.</summary>
    public AggregationStrategies Strategies { get; init; } = new();

    /// <summary>How many readings of each node train, and are not only scored; 0 for all.</summary>
    public long TrainingReadings { get; init; }

    /// <summary>The archive with what the topics no longer hold; null for none.</summary>
    public ArchiveRequest? Archive { get; init; }
}
