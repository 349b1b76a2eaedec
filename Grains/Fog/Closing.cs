namespace FederatedOrleans.Grains.Fog;

/// <summary>A closing that an earlier life of the node published: when <see cref="NextOffset"/> is reached, <see cref="ClosedThrough"/> holds.</summary>
/// <param name="NextOffset">The node's next offset when it said so.</param>
/// <param name="ClosedThrough">End of the last window it had closed, Unix ms.</param>
internal readonly record struct Closing(long NextOffset, long ClosedThrough);
