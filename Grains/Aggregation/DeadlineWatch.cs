namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// Says when the deadline of the oldest open round is over. The time counts from when the round's first update was read, and only up to the last time that
/// the end of the updates partition was seen: while Kafka is away, or updates wait to be read, nobody is late.
/// </summary>
/// <param name="deadline">The deadline; null for none.</param>
/// <param name="clock">The time.</param>
internal sealed class DeadlineWatch(TimeSpan? deadline, TimeProvider clock)
{
    private readonly SortedDictionary<long, long> _openedAt = [];
    private long? _atEnd;

    /// <summary>A round may have been opened.</summary>
    /// <param name="round">What tells it from others; later rounds have larger numbers.</param>
    public void Open(long round)
    {
        if (deadline is not null && !_openedAt.ContainsKey(round))
        {
            _openedAt.Add(round, clock.GetTimestamp());
        }
    }

    /// <summary>The end of the partition was seen, and everything before it was read.</summary>
    public void ReachEnd() => _atEnd = clock.GetTimestamp();

    /// <summary>Whether the oldest open round has waited long enough.</summary>
    /// <param name="oldest">The oldest open round; null when none is open.</param>
    public bool IsOver(long? oldest)
    {
        if (deadline is not { } limit || oldest is not { } round)
        {
            _openedAt.Clear();
            return false;
        }

        while (_openedAt.Count > 0 && _openedAt.First().Key < round)
        {
            _openedAt.Remove(_openedAt.First().Key);
        }

        Open(round);
        return _atEnd is { } end && clock.GetElapsedTime(_openedAt[round], end) >= limit;
    }
}
