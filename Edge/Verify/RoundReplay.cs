using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// The aggregator's rules as a function of the updates log: fed with its records in offset order, it yields the rounds that they close.
/// It shares no code with the aggregator on purpose.
/// </summary>
internal sealed class RoundReplay
{
    private const int DefaultMaxUpdateBytes = 1_000_000;

    private readonly string _federation;
    private readonly long _liveFrom;
    private readonly Dictionary<string, ReplayedProgress> _progress = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, OpenRound> _open = [];
    private readonly Queue<ReplayedRound> _closed = new();
    private long _closedThrough = long.MinValue;

    /// <summary>Creates a replay of the log from its first offset, or one that goes on where a version was made.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="after">The version to go on from, or null.</param>
    public RoundReplay(string federation, RoundEntry? after)
    {
        _federation = federation;
        if (after is null)
        {
            return;
        }

        Position = Math.Max(0, Math.Min(after.ResumeOffset, after.NextOffset));
        _liveFrom = after.NextOffset;
        _closedThrough = after.WindowEnd;
        foreach (var participant in after.Participants)
        {
            _progress[participant.Participant] = new(participant.ClosedThrough, participant.Idle, participant.NextOffset);
        }
    }

    /// <summary>The offset of the next record to feed.</summary>
    public long Position { get; private set; }

    /// <summary>The round that closed first and was not taken yet.</summary>
    /// <param name="round">The round.</param>
    public bool TryTake(out ReplayedRound? round) => _closed.TryDequeue(out round);

    /// <summary>Takes one record into account.</summary>
    /// <param name="record">The record at <see cref="Position"/>, or the next one where offsets have a gap.</param>
    /// <param name="configuration">The configuration in effect.</param>
    public void Observe(UpdateRecord record, ConfigurationEntry configuration)
    {
        Position = record.Offset + 1;
        if (record.Message is not { } message
            || record.Size > (configuration.MaxUpdateBytes ?? DefaultMaxUpdateBytes)
            || message.Federation != _federation
            || !configuration.Participants.Contains(message.Participant, StringComparer.Ordinal))
        {
            return;
        }

        if (message.Kind == UpdateKind.Update)
        {
            if (Contribution.From(record) is not { } contribution || !contribution.IsWellFormed(configuration))
            {
                return;
            }

            if (contribution.IsSound(configuration))
            {
                Admit(contribution);
            }
        }

        if (record.Offset >= _liveFrom)
        {
            Follow(message);
        }

        if (Position >= _liveFrom)
        {
            // At the very offset where the version was made, what the same message closed after it is still to come.
            Close(configuration);
        }
    }

    private void Admit(Contribution contribution)
    {
        if (contribution.WindowEnd <= _closedThrough)
        {
            return;
        }

        if (!_open.TryGetValue(contribution.WindowStart, out var round))
        {
            _open[contribution.WindowStart] = round = new(contribution.WindowEnd, contribution.Offset, new(StringComparer.Ordinal));
        }

        // A second update of the same participant is a duplicate or a conflict: the first one stays.
        round.Updates.TryAdd(contribution.Participant, contribution);
    }

    private void Follow(UpdateMessage message)
    {
        var before = _progress.GetValueOrDefault(message.Participant);
        var isLater = before.ClosedThrough is null || message.ClosedThrough > before.ClosedThrough;
        _progress[message.Participant] = new(
            isLater ? message.ClosedThrough : before.ClosedThrough,
            message.Kind == UpdateKind.Idle,
            Math.Max(before.NextOffset, message.NextOffset));
    }

    private void Close(ConfigurationEntry configuration)
    {
        var frontier = long.MaxValue;
        foreach (var participant in configuration.Participants)
        {
            var progress = _progress.GetValueOrDefault(participant);
            if (!progress.Idle)
            {
                frontier = Math.Min(frontier, progress.ClosedThrough ?? long.MinValue);
            }
        }

        foreach (var (start, round) in _open.Where(open => open.Value.End <= frontier).ToArray())
        {
            _open.Remove(start);
            _closedThrough = Math.Max(_closedThrough, round.End);
            var resume = _open.Values.Select(open => open.FirstOffset).DefaultIfEmpty(Position).Min();
            var participants = new Dictionary<string, ReplayedProgress>(_progress, StringComparer.Ordinal);
            _closed.Enqueue(new(start, round.End, [.. round.Updates.Values], Position, resume, participants));
        }
    }

    private sealed record OpenRound(long End, long FirstOffset, SortedDictionary<string, Contribution> Updates);
}
