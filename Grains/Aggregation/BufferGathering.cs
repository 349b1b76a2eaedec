using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>What rounds have in common that take updates as they come: there is one open round, and a version closes all of it.</summary>
/// <param name="settings">The federation's settings.</param>
internal abstract class BufferGathering(RoundBookSettings settings) : IGathering
{
    private readonly RecentInputs _recent = new();
    private long _lastEnd;

    /// <inheritdoc />
    public int OpenRounds => Contents.Count > 0 ? 1 : 0;

    /// <inheritdoc />
    public long FirstOffset => Contents.FirstOffset;

    /// <inheritdoc />
    public long? Oldest => Contents.Count > 0 ? Contents.FirstOffset : null;

    /// <summary>The updates so far.</summary>
    protected RoundContents Contents { get; private set; } = new(settings);

    /// <inheritdoc />
    public bool IsExpired { get; private set; }

    /// <summary>The federation's settings.</summary>
    protected RoundBookSettings Settings => settings;

    /// <summary>Earliest start and latest end of the updates' windows.</summary>
    private (long Start, long End)? Span { get; set; }

    /// <inheritdoc />
    public UpdateVerdict Place(AdmittedUpdate update, ParticipantProgress sender, long staleness)
    {
        // A participant closes its windows in their order: one that it had closed before was in an earlier message.
        var known = WindowGathering.Known(Contents, update)
            ?? WindowGathering.Known(_recent.Find(update), update)
            ?? (update.WindowEnd <= sender.ClosedThrough ? UpdateVerdict.Closed : default(UpdateVerdict?))
            ?? Refuse(update, staleness);
        if (known is { } verdict)
        {
            return verdict;
        }

        if (!Contents.TryAdd(update, staleness, isOfWindow: false))
        {
            return UpdateVerdict.Samples;
        }

        if (update is { WindowStart: { } start, WindowEnd: { } end })
        {
            Span = Span is { } span ? (Math.Min(span.Start, start), Math.Max(span.End, end)) : (start, end);
        }

        return UpdateVerdict.Accepted;
    }

    /// <inheritdoc />
    public void Expire(DeadlineEntry deadline) => IsExpired = true;

    /// <inheritdoc />
    public GatheredRound? TryTake(Participants participants)
    {
        if (Contents.Count < settings.Strategy.MinimumUpdates || IsOver(participants) is not { } reason)
        {
            return null;
        }

        // Updates without a window say nothing of time: the version is as late as the one before.
        var span = Span ?? (_lastEnd, _lastEnd);
        GatheredRound round = new(span.Item1, Math.Max(span.Item2, _lastEnd), Contents, reason);
        (Contents, Span, IsExpired, _lastEnd) = (new(settings), null, false, round.WindowEnd);
        return round;
    }

    /// <inheritdoc />
    public void Discard() => (Contents, Span, IsExpired) = (new(settings), null, false);

    /// <inheritdoc />
    public void Remember(long windowStart, long windowEnd, IReadOnlyList<RoundInput> inputs)
    {
        _lastEnd = Math.Max(_lastEnd, windowEnd);
        _recent.Add(windowStart, inputs, areOfTheWindow: false);
    }

    /// <summary>Why an update has no place in the round; null when it has one.</summary>
    /// <param name="update">The update.</param>
    /// <param name="staleness">How many versions its base lies behind.</param>
    protected abstract UpdateVerdict? Refuse(AdmittedUpdate update, long staleness);

    /// <summary>Why the round is over; null when it is not.</summary>
    /// <param name="participants">How far the participants are.</param>
    protected abstract RoundReason? IsOver(Participants participants);

    /// <summary>Sums may come several times from one participant; elsewhere it would have more say than others.</summary>
    /// <param name="update">The update.</param>
    protected bool IsPlaceTaken(AdmittedUpdate update) => settings.Model.Form != ContributionForm.Sums && Contents.Participants.Contains(update.Participant);
}
