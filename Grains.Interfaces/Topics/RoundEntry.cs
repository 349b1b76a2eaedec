namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>
/// One version of the global model: which updates made it, what came out, and everything a successor needs to go on from there.
/// The first entry for a version wins; later ones for the same version count for nothing.
/// </summary>
[GenerateSerializer, Immutable, Alias("fo.round")]
public sealed record RoundEntry : RoundsEntry, IRoundMark
{
    /// <summary>The version, from 1 without gaps.</summary>
    [Id(0)]
    public required long Version { get; init; }

    /// <summary>Start of the window, Unix ms.</summary>
    [Id(1)]
    public required long WindowStart { get; init; }

    /// <summary>End of the window (exclusive), Unix ms.</summary>
    [Id(2)]
    public required long WindowEnd { get; init; }

    /// <summary>The local model.</summary>
    [Id(3)]
    public required string Model { get; init; }

    /// <summary>The strategy.</summary>
    [Id(4)]
    public required string Strategy { get; init; }

    /// <summary>The updates of this version in ordinal order of their participants.</summary>
    [Id(5)]
    public required IReadOnlyList<RoundInput> Inputs { get; init; }

    /// <summary>Number of readings behind the version.</summary>
    [Id(6)]
    public required long Samples { get; init; }

    /// <summary>The weights of the global model.</summary>
    [Id(7)]
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>The single global weight of <c>seed-weight</c>; null for other models.</summary>
    [Id(8)]
    public double? GlobalWeight { get; init; }

    /// <summary>Sum of all weights accepted up to and including this version, in order of version and participant.</summary>
    [Id(9)]
    public double RunningSum { get; init; }

    /// <summary>How many weights <see cref="RunningSum"/> holds.</summary>
    [Id(10)]
    public long RunningCount { get; init; }

    /// <summary><see cref="RunningSum"/> over <see cref="RunningCount"/>; null for models other than <c>seed-weight</c>.</summary>
    [Id(11)]
    public double? RunningMean { get; init; }

    /// <summary>The hash of the version, 64 hexadecimal digits.</summary>
    [Id(12)]
    public required string Hash { get; init; }

    /// <summary>The updates topic's log: Kafka cluster id and topic. Offsets of the inputs belong to it.</summary>
    [Id(13)]
    public required string UpdatesLog { get; init; }

    /// <summary>The next offset of the updates partition when the round closed: the round is a function of the log below it.</summary>
    [Id(14)]
    public required long NextOffset { get; init; }

    /// <summary>Where a successor begins to read in order to rebuild the open rounds; at most <see cref="NextOffset"/>.</summary>
    [Id(15)]
    public required long ResumeOffset { get; init; }

    /// <summary>How far every participant was at <see cref="NextOffset"/>.</summary>
    [Id(16)]
    public required IReadOnlyList<ParticipantProgress> Participants { get; init; }

    /// <summary>The version that this one builds on; null for the one before, as it was for version 1 and for models that build on none.</summary>
    [Id(17)]
    public long? BaseVersion { get; init; }

    /// <summary>The exact sums behind <see cref="Weights"/> as little-endian integers of 16 bytes, in base64; null for models without.</summary>
    [Id(18)]
    public byte[]? Sums { get; init; }

    /// <summary>What the strategy remembers as little-endian binary64 numbers, in base64; null for nothing.</summary>
    [Id(19)]
    public byte[]? Memory { get; init; }

    /// <summary>How many rounds the strategy has combined; null for <c>seed-weight</c> with <c>mean</c>.</summary>
    [Id(20)]
    public long? Steps { get; init; }

    /// <summary>Why the round closed; null in entries of before reasons were recorded, which are complete.</summary>
    [Id(21)]
    public RoundReason? Reason { get; init; }

    /// <summary>The newest version before a rollback; null unless <see cref="Reason"/> is one.</summary>
    [Id(22)]
    public long? RolledBackFrom { get; init; }

    /// <summary>How many control entries since the version before it is made with; null for none. An entry that has missed one counts for nothing.</summary>
    [Id(23)]
    public int? Step { get; init; }

    /// <summary>How many part entries of the same writer stand before this one and hold its first inputs and participants; null for none.</summary>
    [Id(24)]
    public int? Parts { get; init; }

    /// <summary>
    /// The updates of regions that <see cref="Inputs"/> came with, in ordinal order of the regions, then by base; null where there are no regions. The offsets are
    /// those of the root's partition, while those of the inputs belong to their regions' partitions.
    /// </summary>
    [Id(25)]
    public IReadOnlyList<RoundInput>? Regions { get; init; }

    /// <summary>In a region's own rounds: what it forwards to the root, by base; null in those of a root. <see cref="Weights"/> is then empty.</summary>
    [Id(26)]
    public IReadOnlyList<RegionalSum>? Regional { get; init; }
}
