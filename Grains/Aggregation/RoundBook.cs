using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Aggregation.Regions;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// The rules of a federation's rounds, applied to the messages of its updates partition one by one in offset order. What closes, and with which updates, is a
/// function of that log and of the decisions in between, whatever the batches were.
/// </summary>
internal sealed class RoundBook
{
    private readonly RoundBookSettings _settings;
    private readonly UpdateAdmission _admission;
    private readonly RegionalAdmission? _regional;

    /// <summary>Those who write to their regions and not to the root.</summary>
    private readonly HashSet<string> _others;
    private readonly Participants _participants;
    private readonly IGathering _gathering;
    private readonly IReadOnlyList<RoundEntry> _decided;
    private readonly long _origin;

    /// <summary>Whose word on time may be anything: it must not let rounds end before others have come to them.</summary>
    private readonly HashSet<string> _external;

    /// <summary>Opens the book, at its beginning or behind a round.</summary>
    /// <param name="settings">The federation's settings.</param>
    /// <param name="decided">The newest versions in order; empty at the beginning.</param>
    /// <param name="skipped">The newest round that made no version, if it came after all of these.</param>
    public RoundBook(RoundBookSettings settings, IEnumerable<RoundEntry> decided, SkippedEntry? skipped = null)
    {
        _settings = settings;
        _admission = new(settings.ToAdmissionRules());
        _external = settings.ExternalParticipants.ToHashSet(StringComparer.Ordinal);
        _regional = settings.IsTree ? new(settings) : null;
        _others = settings.IsTree ? settings.Participants.ToHashSet(StringComparer.Ordinal) : [];
        _decided = [.. decided];
        _gathering = settings.Rules.Mode switch
        {
            RoundMode.Synchronous => new SynchronousGathering(settings),
            RoundMode.Asynchronous => new AsynchronousGathering(settings),
            _ => new WindowGathering(settings),
        };
        var newest = _decided is [.., var made] ? made : null;
        IRoundMark? last = (IRoundMark?)skipped ?? newest;
        foreach (var round in skipped is null ? _decided : _decided.Append<IRoundMark>(skipped))
        {
            _gathering.Remember(round.WindowStart, round.WindowEnd, round.Regions ?? round.Inputs);
        }

        _participants = new(settings.Awaited, last?.Participants);
        DecidedOffset = last?.NextOffset ?? 0;
        NextOffset = last?.ResumeOffset ?? 0;
        Version = newest?.Version ?? 0;
        _origin = newest is not null && newest.Model != settings.Model.Name ? newest.Version : 0;
    }

    /// <summary>The next offset to read. It begins at the first update of the oldest open round.</summary>
    public long NextOffset { get; private set; }

    /// <summary>
    /// How far the participants' progress is known from the last decision. Below it messages only fill open rounds: what they said of progress
    /// is known, and what is known of it now must not close a round earlier than it closed then.
    /// </summary>
    public long DecidedOffset { get; }

    /// <summary>The newest version, by which updates are stale or not. To be raised when a round that closed has made one.</summary>
    public long Version { get; set; }

    /// <summary>
    /// Through when all rounds are closed once <see cref="TryClose"/> finds no more: no participant that is waited for has anything to say about an
    /// earlier window. <see cref="WindowClock.Never"/> while one of them has said nothing.
    /// </summary>
    public long ClosedThrough
    {
        get
        {
            var lastClosed = _gathering is WindowGathering windows ? windows.ClosedThrough : WindowClock.Never;
            return Math.Max(_participants.Awaited > 0 ? _participants.Frontier : _participants.Latest, lastClosed);
        }
    }

    /// <summary>Start of the last window whose round has closed, whether it made a version or not; null before the first and where rounds are not made of windows.</summary>
    public long? LastClosed => _gathering is WindowGathering { LastClosed: > WindowClock.Never and var start } ? start : null;

    /// <summary>Whether nobody is waited for.</summary>
    public bool IsIdle => _participants.Awaited == 0;

    /// <summary>How many rounds hold updates.</summary>
    public int OpenRounds => _gathering.OpenRounds;

    /// <summary>
    /// Tells open rounds apart: what the oldest one's deadline is counted for, or null when none is open. Where fog nodes train on versions, a round without
    /// updates is open too once one of them has closed its window: the next may wait for it.
    /// </summary>
    public long? Oldest => _gathering.Oldest ?? (_settings.Model.NeedsBase && _gathering is WindowGathering
        && _participants.NextClosing(ClosedThrough, _external) is { } end ? end - _settings.WindowMs : null);

    /// <summary>Whether the deadline of the oldest open round has fired.</summary>
    public bool IsExpired => _gathering.IsExpired;

    /// <summary>Who is quarantined, in ordinal order.</summary>
    public IReadOnlyList<string> Quarantined => _participants.Quarantined;

    /// <summary>Goes on behind offsets that hold no message.</summary>
    /// <param name="nextOffset">The next offset.</param>
    public void SkipTo(long nextOffset) => NextOffset = Math.Max(NextOffset, nextOffset);

    /// <summary>Whether somebody is one of the participants, or one whose region passes on what it says.</summary>
    /// <param name="participant">The name.</param>
    public bool IsParticipant(string participant) => _participants.TryGet(participant, out _) || _others.Contains(participant);

    /// <summary>Whether somebody may be quarantined: a participant that is not.</summary>
    /// <param name="participant">The name.</param>
    public bool CanQuarantine(string participant) => _participants.TryGet(participant, out var progress) && !Participants.IsQuarantined(progress);

    /// <summary>Lets a decision take effect. All messages below its offset have been read.</summary>
    /// <param name="decision">The decision.</param>
    public void Apply(ControlEntry decision)
    {
        switch (decision)
        {
            case DeadlineEntry deadline:
                _gathering.Expire(deadline);
                break;
            case QuarantineEntry quarantine:
                _participants.Quarantine(quarantine.Participant, quarantine.UpdateOffset);
                break;
            case ReleaseEntry release:
                _participants.Release(release.Participant, release.UpdateOffset);
                break;
        }
    }

    /// <summary>Takes one message in.</summary>
    /// <param name="message">The message; null for a record that is none.</param>
    /// <param name="offset">Its offset, not below <see cref="NextOffset"/>.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <returns>What became of it.</returns>
    public UpdateVerdict Read(UpdateMessage? message, long offset, int size = 0)
    {
        NextOffset = offset + 1;
        if (size > _settings.MaxUpdateBytes)
        {
            return UpdateVerdict.Size;
        }

        if (message is null || !Enum.IsDefined(message.Kind))
        {
            return UpdateVerdict.Malformed;
        }

        if (message.Federation != _settings.Federation)
        {
            return UpdateVerdict.Federation;
        }

        if (!_participants.TryGet(message.Participant, out var before))
        {
            return _others.Contains(message.Participant) ? UpdateVerdict.Region : UpdateVerdict.Unknown;
        }

        var verdict = message.Kind == UpdateKind.Update ? Admit(message, before, offset, out var end) : Nothing(out end);
        if (!verdict.ReportsProgress() || offset < DecidedOffset)
        {
            return verdict;
        }

        if (_regional is not null)
        {
            return _participants.HearRegion(before, message).Idle && !before.Idle ? UpdateVerdict.BecameIdle : verdict;
        }

        var idle = message.Kind == UpdateKind.Idle;
        _participants.Hear(before, message.ClosedThrough is { } said && said >= end ? said : end ?? message.ClosedThrough, idle, message.NextOffset);
        return idle && !before.Idle ? UpdateVerdict.BecameIdle : verdict;
    }

    /// <summary>Closes the oldest open round if it is over. Called after every message and decision until there is none.</summary>
    /// <returns>The round that closed, or null.</returns>
    public RoundDecision? TryClose()
    {
        if (NextOffset < DecidedOffset || _gathering.TryTake(_participants) is not { } round)
        {
            return null;
        }

        var updates = Ordered(round.Contents.ToList());
        RoundInput[] inputs = [.. updates.Select(update => update.Input)];
        var regions = round.Contents.ToRegions();
        _gathering.Remember(round.WindowStart, round.WindowEnd, regions ?? inputs);
        var resume = Math.Min(NextOffset, _gathering.FirstOffset);
        return new(
            round.WindowStart,
            round.WindowEnd,
            inputs,
            updates,
            round.Contents,
            round.Reason,
            NextOffset,
            resume,
            _participants.ToProgress(resume))
        {
            Regions = regions,
        };
    }

    /// <summary>Lets go of updates that were trained on a version which an operator has taken back.</summary>
    public void Discard() => _gathering.Discard();

    /// <summary>How far the participants are, for an entry at this place.</summary>
    /// <param name="resumeOffset">Where a successor begins.</param>
    public IReadOnlyList<ParticipantProgress> ProgressFor(out long resumeOffset)
    {
        resumeOffset = Math.Min(NextOffset, _gathering.FirstOffset);
        return _participants.ToProgress(resumeOffset);
    }

    /// <summary>Several updates of one participant are numbered in the order of their offsets.</summary>
    private static PlacedUpdate[] Ordered(IReadOnlyList<PlacedUpdate> updates)
    {
        PlacedUpdate[] ordered = [.. updates];
        for (var i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].Input.Participant == ordered[i - 1].Input.Participant)
            {
                ordered[i] = ordered[i] with { Input = ordered[i].Input with { Order = (ordered[i - 1].Input.Order ?? 0) + 1 } };
            }
        }

        return ordered;
    }

    private static UpdateVerdict Nothing(out long? end)
    {
        end = null;
        return UpdateVerdict.Progress;
    }

    /// <summary>Checks an update and gives it its place.</summary>
    /// <param name="message">The update.</param>
    /// <param name="before">How far its participant was.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="end">The end of a window that it closes without saying so; null for none.</param>
    private UpdateVerdict Admit(UpdateMessage message, ParticipantProgress before, long offset, out long? end)
    {
        end = null;
        var verdict = UpdateVerdict.Accepted;
        var update = _regional is null ? _admission.Check(message, offset, out verdict) : _regional.Check(message, offset, out verdict);
        if (update is null)
        {
            return verdict;
        }

        if (StalenessOf(update) is not { } staleness)
        {
            return UpdateVerdict.Stale;
        }

        if (Participants.IsExcluded(before, offset))
        {
            return UpdateVerdict.Quarantined;
        }

        verdict = _gathering.Place(update, before, staleness);
        end = _gathering is BufferGathering && verdict == UpdateVerdict.Accepted ? update.WindowEnd : null;
        return verdict;
    }

    /// <summary>
    /// How many versions an update's base lay behind the newest one when it came; null when there was no such version. A base of a model that the federation
    /// had before is none.
    /// </summary>
    private long? StalenessOf(AdmittedUpdate update)
    {
        // A region does not know the versions: the root judges what it forwards.
        if (update.BaseVersion is not { } from || _settings.IsRegion)
        {
            return 0;
        }

        var newest = VersionAt(update.Offset);
        return from > newest ? null : newest - Math.Max(from, Math.Min(_origin, newest));
    }

    /// <summary>The newest version when the message at an offset was read for the first time.</summary>
    private long VersionAt(long offset)
    {
        if (offset >= DecidedOffset)
        {
            return Version;
        }

        for (var i = _decided.Count - 1; i >= 0; i--)
        {
            if (_decided[i].NextOffset <= offset)
            {
                return _decided[i].Version;
            }
        }

        return _decided.Count > 0 ? _decided[0].Version - 1 : 0;
    }
}
