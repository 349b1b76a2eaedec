namespace FederatedOrleans.Edge.Verify;

/// <summary>A round as the updates log alone makes it.</summary>
/// <param name="WindowStart">Start of the window, Unix ms.</param>
/// <param name="WindowEnd">End of the window (exclusive), Unix ms.</param>
/// <param name="Inputs">The accepted updates in ordinal order of their participants.</param>
/// <param name="NextOffset">The offset after the message that closed the round.</param>
/// <param name="ResumeOffset">The offset of the first update of a round that was still open; the next offset where there was none.</param>
/// <param name="Participants">How far the participants were then; who was never heard from is absent.</param>
internal sealed record ReplayedRound(
    long WindowStart,
    long WindowEnd,
    IReadOnlyList<Contribution> Inputs,
    long NextOffset,
    long ResumeOffset,
    IReadOnlyDictionary<string, ReplayedProgress> Participants);
