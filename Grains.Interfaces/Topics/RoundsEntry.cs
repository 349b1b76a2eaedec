using System.Text.Json.Serialization;

namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>One decision in the rounds topic (<c>rounds</c>), keyed by federation. It takes effect by being there.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConfigurationEntry), "configuration")]
[JsonDerivedType(typeof(IdleEntry), "idle")]
[JsonDerivedType(typeof(RoundEntry), "round")]
[JsonDerivedType(typeof(RoundPartEntry), "round-part")]
[JsonDerivedType(typeof(DeadlineEntry), "deadline")]
[JsonDerivedType(typeof(SkippedEntry), "skipped")]
[JsonDerivedType(typeof(QuarantineEntry), "quarantine")]
[JsonDerivedType(typeof(ReleaseEntry), "release")]
[JsonDerivedType(typeof(RollbackEntry), "rollback")]
[GenerateSerializer, Immutable, Alias("fo.rounds-entry")]
public abstract record RoundsEntry
{
    /// <summary>The federation.</summary>
    [Id(0)]
    public required string Federation { get; init; }

    /// <summary>Who wrote the entry: one activation of the aggregator.</summary>
    [Id(1)]
    public required string Writer { get; init; }

    /// <summary>When the entry was written; information only, nothing is computed from it.</summary>
    [Id(2)]
    public required DateTimeOffset CreatedAt { get; init; }
}
