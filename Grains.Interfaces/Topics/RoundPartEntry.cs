namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>
/// A part of a round with so many participants that one message cannot hold it. It decides nothing: the round's own entry, which follows the parts of
/// the same writer, does.
/// </summary>
[GenerateSerializer, Immutable, Alias("fo.round-part")]
public sealed record RoundPartEntry : RoundsEntry
{
    /// <summary>The version.</summary>
    [Id(0)]
    public required long Version { get; init; }

    /// <summary>The part's number, from 0.</summary>
    [Id(1)]
    public required int Part { get; init; }

    /// <summary>Inputs of the round that follow those of the part before.</summary>
    [Id(2)]
    public required IReadOnlyList<RoundInput> Inputs { get; init; }

    /// <summary>Participants of the round that follow those of the part before.</summary>
    [Id(3)]
    public required IReadOnlyList<ParticipantProgress> Participants { get; init; }
}
