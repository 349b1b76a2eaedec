namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>How far a participant was at some offset of the updates partition.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="ClosedThrough">End of the last window it closed, Unix ms; null when it never closed one.</param>
/// <param name="Idle">Whether it had said that it is idle.</param>
/// <param name="NextOffset">Its next offset in the sensor partition.</param>
[GenerateSerializer, Immutable, Alias("fo.participant-progress")]
public sealed record ParticipantProgress(
    [property: Id(0)] string Participant,
    [property: Id(1)] long? ClosedThrough,
    [property: Id(2)] bool Idle,
    [property: Id(3)] long NextOffset)
{
    /// <summary>
    /// Offsets of the updates partition from which the participant's updates do not count, because it was quarantined; null for none. A range without an end
    /// means that it is now. Ranges that no open round needs any more are left out.
    /// </summary>
    [Id(4)]
    public IReadOnlyList<OffsetRange>? Excluded { get; init; }
}
