using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>How far an aggregator's decisions are made, which may be behind what its engine has read.</summary>
/// <param name="NextOffset">The next offset of its updates partition.</param>
/// <param name="OpenRounds">How many rounds hold updates.</param>
/// <param name="ClosedThrough">Through when all rounds are closed; <see cref="WindowClock.Never"/> where nothing can be said.</param>
/// <param name="IsIdle">Whether nobody is waited for.</param>
internal sealed record AggregatorPosition(long NextOffset, int OpenRounds, long ClosedThrough, bool IsIdle)
{
    /// <summary>Nothing has been read.</summary>
    public static AggregatorPosition Beginning { get; } = new(0, 0, WindowClock.Never, IsIdle: false);
}
