using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>A round that is over.</summary>
/// <param name="WindowStart">Start of its window, or the earliest of its updates' windows, Unix ms.</param>
/// <param name="WindowEnd">End of its window, or the latest of its updates' windows, Unix ms.</param>
/// <param name="Contents">Its updates.</param>
/// <param name="Reason">Why it is over.</param>
internal sealed record GatheredRound(long WindowStart, long WindowEnd, RoundContents Contents, RoundReason Reason);
