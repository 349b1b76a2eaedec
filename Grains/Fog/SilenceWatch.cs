namespace FederatedOrleans.Grains.Fog;

/// <summary>
/// Measures how long a partition has said nothing, by the confirmations of its end. A time without confirmations is no silence of the sensors: Kafka may have
/// been away. Only a part of it counts.
/// </summary>
/// <param name="timeout">After how long the partition is idle.</param>
/// <param name="clock">The clock.</param>
internal sealed class SilenceWatch(TimeSpan timeout, TimeProvider clock)
{
    private readonly TimeSpan _longest = timeout / 4;
    private TimeSpan _silence;
    private long? _confirmedAt;

    /// <summary>A reading came, or what was delivered could not be handled: what comes again after that confirms nothing, so the measuring begins anew.</summary>
    public void Break() => (_silence, _confirmedAt) = (TimeSpan.Zero, null);

    /// <summary>The partition's end was just confirmed, and is where the node stands.</summary>
    /// <returns>Whether the partition is idle.</returns>
    public bool Confirm()
    {
        var now = clock.GetTimestamp();
        var unheard = _confirmedAt is { } at ? clock.GetElapsedTime(at, now) : TimeSpan.Zero;
        _silence += unheard < _longest ? unheard : _longest;
        _confirmedAt = now;
        return _silence >= timeout;
    }
}
