namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>A participant said that it is idle; rounds do not wait for it until it speaks again.</summary>
[GenerateSerializer, Immutable, Alias("fo.idle")]
public sealed record IdleEntry : RoundsEntry
{
    /// <summary>The participant.</summary>
    [Id(0)]
    public required string Participant { get; init; }

    /// <summary>The participant's next offset in its sensor partition.</summary>
    [Id(1)]
    public required long NextOffset { get; init; }

    /// <summary>Offset of its message in the updates partition.</summary>
    [Id(2)]
    public required long UpdateOffset { get; init; }
}
