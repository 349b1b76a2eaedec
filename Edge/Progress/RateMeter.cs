namespace FederatedOrleans.Edge.Progress;

/// <summary>The rate of a growing count, smoothed over some seconds.</summary>
internal sealed class RateMeter
{
    private const double SmoothingSeconds = 3;

    private TimeSpan _lastTime;
    private long _lastCount;
    private double? _rate;

    /// <summary>Takes the count at a time.</summary>
    /// <returns>The rate per second.</returns>
    public double Update(long count, TimeSpan now)
    {
        var seconds = (now - _lastTime).TotalSeconds;
        if (seconds > 0)
        {
            var current = (count - _lastCount) / seconds;
            var share = Math.Min(1, seconds / SmoothingSeconds);
            _rate = _rate is { } rate ? rate + (share * (current - rate)) : current;
            (_lastCount, _lastTime) = (count, now);
        }

        return _rate ?? 0;
    }
}
