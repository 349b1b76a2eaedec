namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>An operator released a participant from quarantine.</summary>
[GenerateSerializer, Immutable, Alias("fo.release")]
public sealed record ReleaseEntry : ControlEntry
{
    /// <summary>The participant.</summary>
    [Id(0)]
    public required string Participant { get; init; }
}
