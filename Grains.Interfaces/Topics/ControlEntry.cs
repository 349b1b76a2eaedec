namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>
/// A decision between two versions that changes what the next one is made of. Together with the updates log, control entries determine every version:
/// each takes effect when all messages below <see cref="UpdateOffset"/> have been read.
/// </summary>
/// <remarks>The first entry for a <see cref="Version"/> and <see cref="Step"/> wins; one that does not follow the entry before it counts for nothing.</remarks>
[GenerateSerializer, Immutable, Alias("fo.control-entry")]
public abstract record ControlEntry : RoundsEntry
{
    /// <summary>The version that is to be made next.</summary>
    [Id(0)]
    public required long Version { get; init; }

    /// <summary>How many control entries stand before this one since the version before.</summary>
    [Id(1)]
    public required int Step { get; init; }

    /// <summary>The next offset of the updates partition when the entry takes effect.</summary>
    [Id(2)]
    public required long UpdateOffset { get; init; }
}
