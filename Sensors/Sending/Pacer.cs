namespace FederatedOrleans.Sensors.Sending;

/// <summary>
/// Holds a sender to a timetable. Readings due at once go out together; a sender that was held up does not make up for more than
/// <see cref="MaxCatchUp"/> of it, so an outage is not followed by a flood.
/// </summary>
internal sealed class Pacer(TimeProvider time)
{
    public static readonly TimeSpan MaxCatchUp = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    // A timer takes no more than some weeks; recordings may have longer gaps.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly long _started = time.GetTimestamp();
    private TimeSpan _postponed;

    /// <summary>Waits until <paramref name="due"/>, counted from the start plus what was forgiven, has passed.</summary>
    public async Task WaitAsync(TimeSpan due, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        while ((wait = due + _postponed - time.GetElapsedTime(_started)) >= ShortestWait)
        {
            await Task.Delay(wait < LongestDelay ? wait : LongestDelay, time, cancellationToken);
        }

        if (wait < -MaxCatchUp)
        {
            _postponed -= wait + MaxCatchUp;
        }
    }
}
