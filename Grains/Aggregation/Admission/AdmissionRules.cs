using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Aggregation.Admission;

/// <summary>What the content of an update has to keep to.</summary>
internal sealed record AdmissionRules
{
    public required string Federation { get; init; }

    public required ILocalModel Model { get; init; }

    /// <summary>Number of features, which is the length of <c>present</c>.</summary>
    public required int FeatureCount { get; init; }

    public required long WindowMs { get; init; }

    /// <summary>Participants that are no fog nodes: their updates need no hash and no counts per feature.</summary>
    public IReadOnlySet<string> ExternalParticipants { get; init; } = new HashSet<string>();

    /// <summary>The largest norm of weights; null for any.</summary>
    public double? MaxNorm { get; init; }

    /// <summary>The largest message.</summary>
    public int MaxUpdateBytes { get; init; } = 1_000_000;

    /// <summary>Whether every update has to be one of a window: regions close nothing else.</summary>
    public bool NeedsWindow { get; init; }

    /// <summary>Whether weights are counted as they are, in binary64, rather than in binary32.</summary>
    public bool IsSeedWeight => Model.Name == SeedWeight.Name;
}
