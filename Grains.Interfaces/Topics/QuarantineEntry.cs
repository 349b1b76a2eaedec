namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>A participant was rejected again and again: its updates do not count and nobody waits for it until an operator releases it.</summary>
[GenerateSerializer, Immutable, Alias("fo.quarantine")]
public sealed record QuarantineEntry : ControlEntry
{
    /// <summary>The participant.</summary>
    [Id(0)]
    public required string Participant { get; init; }

    /// <summary>How many of its updates had been rejected in a row.</summary>
    [Id(1)]
    public required long Rejections { get; init; }

    /// <summary>Why the last one was rejected, a short code.</summary>
    [Id(2)]
    public required string Reason { get; init; }
}
