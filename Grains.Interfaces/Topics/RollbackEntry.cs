namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>An operator goes back to an earlier version: the next version is a copy of it, and rounds build on that.</summary>
[GenerateSerializer, Immutable, Alias("fo.rollback")]
public sealed record RollbackEntry : ControlEntry
{
    /// <summary>The version to go back to.</summary>
    [Id(0)]
    public required long To { get; init; }
}
