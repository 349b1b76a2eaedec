namespace FederatedOrleans.Grains.Interfaces.Status;

/// <summary>How far the archive of a federation is.</summary>
[GenerateSerializer, Immutable, Alias("fo.archive-status")]
public sealed record ArchiveStatus
{
    /// <summary>Where the archive is: a folder or a bucket.</summary>
    [Id(0)]
    public required string Location { get; init; }

    /// <summary>The newest version that is archived with all that it was made of; 0 for none.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>Every decision below this offset of the rounds partition is archived.</summary>
    [Id(2)]
    public required long RoundsOffset { get; init; }

    /// <summary>Every message below this offset of the updates partition is archived.</summary>
    [Id(3)]
    public required long UpdatesOffset { get; init; }

    /// <summary>When an object was archived last; null when none was.</summary>
    [Id(4)]
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>How many attempts in a row have failed since then.</summary>
    [Id(5)]
    public required int Failures { get; init; }

    /// <summary>Offsets that retention removed before they were archived.</summary>
    [Id(6)]
    public required long Missing { get; init; }
}
