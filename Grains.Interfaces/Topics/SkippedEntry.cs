namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>The round of a window closed without a version: it had fewer updates than the strategy needs. A successor can go on from here.</summary>
[GenerateSerializer, Immutable, Alias("fo.skipped")]
public sealed record SkippedEntry : ControlEntry, IRoundMark
{
    /// <summary>Start of the window, Unix ms.</summary>
    [Id(0)]
    public required long WindowStart { get; init; }

    /// <summary>End of the window (exclusive), Unix ms.</summary>
    [Id(1)]
    public required long WindowEnd { get; init; }

    /// <summary>The updates that were there, in ordinal order of their participants.</summary>
    [Id(2)]
    public required IReadOnlyList<RoundInput> Inputs { get; init; }

    /// <summary>How many updates the strategy needs.</summary>
    [Id(3)]
    public required int Needed { get; init; }

    /// <inheritdoc />
    [Id(4)]
    public required string UpdatesLog { get; init; }

    /// <inheritdoc />
    [Id(5)]
    public required long ResumeOffset { get; init; }

    /// <inheritdoc />
    [Id(6)]
    public required IReadOnlyList<ParticipantProgress> Participants { get; init; }

    /// <inheritdoc />
    [Id(7)]
    public IReadOnlyList<RoundInput>? Regions { get; init; }

    /// <inheritdoc />
    long IRoundMark.NextOffset => UpdateOffset;
}
