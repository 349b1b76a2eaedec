namespace FederatedOrleans.Grains.Fog;

/// <summary>What the oldest closed window of a node waits for: the newest version of windows that end at or before a time.</summary>
/// <param name="Through">That time, Unix ms; known once all rounds through it are closed. Null for the newest version that there is, whatever it was made of.</param>
/// <param name="Version">The version that an earlier life of the node trained this window on; null when none is known to have published it.</param>
internal readonly record struct WaitingWindow(long? Through, long? Version);
