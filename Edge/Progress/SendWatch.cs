using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Edge.Progress;

/// <summary>Notices that the broker does not answer, that it answers again, and that it refuses what is sent.</summary>
/// <param name="brokers">The brokers' addresses, for the messages.</param>
/// <param name="what">What is sent, such as readings, for the messages.</param>
internal sealed class SendWatch(string brokers, string what)
{
    /// <summary>How long an answer may take before the first warning.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long after a warning the next one of its kind comes.</summary>
    public static readonly TimeSpan Repetition = TimeSpan.FromSeconds(30);

    private TimeSpan _lastAnswer;
    private TimeSpan? _lastSilenceWarning;
    private TimeSpan? _lastRefusalWarning;
    private SendCounts _last;
    private long _refusedBefore;

    /// <summary>Compares with what was seen before.</summary>
    /// <param name="state">The state now.</param>
    /// <param name="now">The time since the start.</param>
    /// <returns>What a person should be told.</returns>
    public IEnumerable<string> Observe(SendState state, TimeSpan now)
    {
        var (counts, awaitsBroker, reason) = state;
        var answered = counts.Acknowledged > _last.Acknowledged || counts.Failed > _last.Failed;
        _last = counts;
        if (answered || !awaitsBroker)
        {
            _lastAnswer = now;
            if (_lastSilenceWarning is not null)
            {
                _lastSilenceWarning = null;
                yield return $"{brokers} answers again";
            }
        }
        else if (now - _lastAnswer >= Patience && IsDue(_lastSilenceWarning, now))
        {
            _lastSilenceWarning = now;
            yield return $"no answer from {brokers} for {(now - _lastAnswer).TotalSeconds:0} s ({reason ?? "no error so far"}); "
                + $"still trying, {counts.Pending} {what} wait";
        }

        if (counts.Failed > _refusedBefore && IsDue(_lastRefusalWarning, now))
        {
            _lastRefusalWarning = now;
            yield return $"{brokers} refused {counts.Failed - _refusedBefore} {what}: {reason}";
            _refusedBefore = counts.Failed;
        }
    }

    private static bool IsDue(TimeSpan? lastWarning, TimeSpan now) => lastWarning is not { } last || now - last >= Repetition;
}
