using FederatedOrleans.Grains.Storage;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>
/// How far a federation is archived. Losing it costs a listing of the archive; the archive itself says how far it reaches.
/// </summary>
[GenerateSerializer, Alias("fo.federation-archive-state"), StateVersion(1)]
internal sealed class ArchiveState
{
    /// <summary>The rounds log that <see cref="RoundsOffset"/> belongs to; null before the first write.</summary>
    [Id(0)]
    public string? RoundsLog { get; set; }

    /// <summary>Every decision below is archived.</summary>
    [Id(1)]
    public long RoundsOffset { get; set; }

    /// <summary>The updates log that <see cref="UpdatesOffset"/> belongs to; null before the first write.</summary>
    [Id(2)]
    public string? UpdatesLog { get; set; }

    /// <summary>Every message below is archived.</summary>
    [Id(3)]
    public long UpdatesOffset { get; set; }

    /// <summary>The newest version that is archived with what it was made of; 0 for none that is known.</summary>
    [Id(4)]
    public long Version { get; set; }

    /// <summary>
    /// Which log an object is about to be made of; null for none. An object that was begun is made again alike, so that a crash leaves none of it
    /// behind.
    /// </summary>
    [Id(5)]
    public ArchivedKind? Pending { get; set; }

    /// <summary>The first offset behind that object.</summary>
    [Id(6)]
    public long PendingTo { get; set; }

    /// <summary>The key of the newest object; null before the first.</summary>
    [Id(7)]
    public string? Current { get; set; }

    /// <summary>When it was archived.</summary>
    [Id(8)]
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>Offsets that retention removed before they were archived.</summary>
    [Id(9)]
    public long Missing { get; set; }

    /// <summary>How far a log is archived.</summary>
    public long OffsetOf(ArchivedKind kind) => kind == ArchivedKind.Rounds ? RoundsOffset : UpdatesOffset;

    /// <summary>A log is archived so far.</summary>
    public void MoveTo(ArchivedKind kind, long offset)
    {
        if (kind == ArchivedKind.Rounds)
        {
            RoundsOffset = offset;
        }
        else
        {
            UpdatesOffset = offset;
        }
    }
}
