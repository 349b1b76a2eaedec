using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// Rounds of windows: one is over when everybody who is waited for has closed its window, or its deadline has fired. Updates without a window go with the
/// round that closes next.
/// </summary>
internal sealed class WindowGathering : IGathering
{
    private readonly RoundBookSettings _settings;
    private readonly RecentInputs _recent;
    private readonly SortedDictionary<long, RoundContents> _open = [];
    private RoundContents _loose;
    private long? _expired;

    /// <summary>Begins.</summary>
    /// <param name="settings">The federation's settings.</param>
    public WindowGathering(RoundBookSettings settings)
    {
        _settings = settings;
        _recent = new(settings.IsRegion ? Math.Max(1, settings.Regions) : 1);
        _loose = NewContents();
    }

    /// <inheritdoc />
    public int OpenRounds => _open.Count;

    /// <inheritdoc />
    public long FirstOffset => _open.Values.Select(open => open.FirstOffset).Append(_loose.FirstOffset).Min();

    /// <inheritdoc />
    public long? Oldest
    {
        get
        {
            foreach (var (start, _) in _open)
            {
                return start;
            }

            return null;
        }
    }

    /// <inheritdoc />
    public bool IsExpired => _expired is { } start && start == Oldest;

    /// <summary>Start of the last closed window.</summary>
    public long LastClosed { get; private set; } = WindowClock.Never;

    /// <summary>End of the last closed window, which may have been of another length.</summary>
    public long ClosedThrough { get; private set; } = WindowClock.Never;

    /// <inheritdoc />
    public UpdateVerdict Place(AdmittedUpdate update, ParticipantProgress sender, long staleness)
    {
        if (staleness > _settings.Rules.MaxStaleness)
        {
            return UpdateVerdict.Stale;
        }

        if (update.WindowStart is not { } start)
        {
            return PlaceLoose(update);
        }

        if (start + _settings.WindowMs <= ClosedThrough)
        {
            return Known(_recent.Find(update), update) ?? UpdateVerdict.Closed;
        }

        if (!_open.TryGetValue(start, out var round))
        {
            round = NewContents();
        }

        var verdict = Known(round, update) ?? Add(round, update);
        if (verdict == UpdateVerdict.Accepted)
        {
            _open.TryAdd(start, round);
        }

        return verdict;
    }

    /// <inheritdoc />
    public void Expire(DeadlineEntry deadline)
    {
        if (deadline.WindowStart is { } start && Oldest is null)
        {
            // A round without updates: it makes no version, but nobody waits for it any longer.
            Close(start, start + _settings.WindowMs);
        }
        else
        {
            _expired = deadline.WindowStart;
        }
    }

    /// <inheritdoc />
    public GatheredRound? TryTake(Participants participants)
    {
        if (Oldest is not { } start)
        {
            return null;
        }

        var end = start + _settings.WindowMs;
        var isComplete = participants.Frontier >= end;
        if (!isComplete && _expired != start)
        {
            return null;
        }

        _open.Remove(start, out var contents);
        contents!.Take(_loose);
        _loose = NewContents();
        _expired = null;
        Close(start, end);
        return new(start, end, contents, isComplete ? RoundReason.Complete : RoundReason.Deadline);
    }

    /// <inheritdoc />
    public void Discard()
    {
        // A window has one update of each participant, which is not made again: it counts, whatever it was trained on.
    }

    /// <inheritdoc />
    public void Remember(long windowStart, long windowEnd, IReadOnlyList<RoundInput> inputs)
    {
        Close(windowStart, windowEnd);
        _recent.Add(windowStart, inputs, areOfTheWindow: true, _settings.IsTree);
    }

    /// <summary>What is to be said of an update whose identity is known already; null when it is not.</summary>
    /// <param name="round">An open round.</param>
    /// <param name="update">The update.</param>
    public static UpdateVerdict? Known(RoundContents round, AdmittedUpdate update) => round.Find(update) is not { } first ? null
        : first.Input.Hash == update.Hash && first.Log == update.Log ? UpdateVerdict.Duplicate
        : UpdateVerdict.Conflict;

    /// <summary>What is to be said of an update whose identity was in a closed round; null when it was not.</summary>
    /// <param name="hash">The hash that it had there.</param>
    /// <param name="update">The update.</param>
    public static UpdateVerdict? Known(string? hash, AdmittedUpdate update) =>
        hash is null ? null : hash == update.Hash ? UpdateVerdict.Duplicate : UpdateVerdict.Conflict;

    /// <summary>Only sums may come several times from one participant: elsewhere it would have more say than others.</summary>
    private UpdateVerdict PlaceLoose(AdmittedUpdate update) => Known(_recent.Find(update), update)
        ?? Known(_loose, update)
        ?? (_settings.Model.Form != ContributionForm.Sums && _loose.Participants.Contains(update.Participant) ? UpdateVerdict.Closed : Add(_loose, update));

    /// <summary>All updates of a window are trained as far back as the federation's lag says: none counts less for it.</summary>
    private static UpdateVerdict Add(RoundContents round, AdmittedUpdate update) =>
        round.TryAdd(update, staleness: 0, isOfWindow: true) ? UpdateVerdict.Accepted : UpdateVerdict.Samples;

    private void Close(long start, long end) => (LastClosed, ClosedThrough) = (Math.Max(LastClosed, start), Math.Max(ClosedThrough, end));

    private RoundContents NewContents() => new(_settings);
}
