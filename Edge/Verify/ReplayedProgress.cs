namespace FederatedOrleans.Edge.Verify;

/// <summary>How far a participant was at some offset of the updates log.</summary>
/// <param name="ClosedThrough">The largest end of a closed window that it ever said, Unix ms; null before the first.</param>
/// <param name="Idle">Whether the last thing it said was that it is idle.</param>
/// <param name="NextOffset">The largest next offset in its sensor partition that it ever said.</param>
internal readonly record struct ReplayedProgress(long? ClosedThrough, bool Idle, long NextOffset);
