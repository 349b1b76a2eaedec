using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>A round that closed, before anybody decided so: everything in it is a function of the updates log and of the decisions before it.</summary>
/// <param name="WindowStart">Start of its window, Unix ms.</param>
/// <param name="WindowEnd">End of its window (exclusive), Unix ms.</param>
/// <param name="Inputs">What its entry says of its updates.</param>
/// <param name="Updates">The updates, in the same order.</param>
/// <param name="Contents">Their sums.</param>
/// <param name="Reason">Why it closed.</param>
/// <param name="NextOffset">The next offset of the updates partition.</param>
/// <param name="ResumeOffset">Where a successor begins to read.</param>
/// <param name="Participants">How far the participants were.</param>
internal sealed record RoundDecision(
    long WindowStart,
    long WindowEnd,
    IReadOnlyList<RoundInput> Inputs,
    IReadOnlyList<PlacedUpdate> Updates,
    RoundContents Contents,
    RoundReason Reason,
    long NextOffset,
    long ResumeOffset,
    IReadOnlyList<ParticipantProgress> Participants)
{
    /// <summary>The updates of regions that the inputs came with; null where there are no regions.</summary>
    public IReadOnlyList<RoundInput>? Regions { get; init; }
}
