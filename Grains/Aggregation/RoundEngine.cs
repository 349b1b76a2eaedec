using FederatedOrleans.Grains.Aggregation.Regions;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// Makes decisions of messages: a function of the updates log and of the control entries between versions. It neither waits nor asks for the time, so
/// whoever feeds it the same makes the same: the aggregator, its successor, and whoever verifies them.
/// </summary>
internal sealed class RoundEngine
{
    private readonly RoundBookSettings _settings;
    private readonly RoundBook _book;
    private readonly ModelMaker _maker;
    private readonly string _updatesLog;
    private readonly Queue<(ControlEntry Entry, RoundEntry? Target)> _pending = new();
    private readonly Queue<RoundsEntry> _decided = new();
    private RoundEntry? _last;
    private int _step;

    /// <summary>Begins, or goes on where decisions end.</summary>
    /// <param name="settings">The federation's settings.</param>
    /// <param name="updatesLog">The updates log.</param>
    /// <param name="past">What has been decided.</param>
    public RoundEngine(RoundBookSettings settings, string updatesLog, RoundPast past)
    {
        _settings = settings;
        _updatesLog = updatesLog;
        _maker = new(settings);
        _last = past.Rounds is [.., var newest] ? newest : null;
        State = ModelState.From(_last, settings);

        // Offsets and progress belong to their log: in another one everything begins anew.
        var isSameLog = (past.Skipped?.UpdatesLog ?? _last?.UpdatesLog) == updatesLog;
        _book = new(settings, isSameLog ? past.Rounds : [], isSameLog ? past.Skipped : null) { Version = State.Version };
        _step = past.Skipped is { } skipped ? skipped.Step + 1 : 0;
        foreach (var control in past.Controls)
        {
            _pending.Enqueue(control);
        }

        Settle();
    }

    /// <summary>The next offset to read.</summary>
    public long NextOffset => _book.NextOffset;

    /// <summary>Below it everything has been judged before.</summary>
    public long DecidedOffset => Math.Max(_book.DecidedOffset, _pending.Count > 0 ? _pending.Peek().Entry.UpdateOffset : 0);

    /// <summary>Through when all rounds are closed.</summary>
    public long ClosedThrough => _book.ClosedThrough;

    /// <summary>Whether nobody is waited for.</summary>
    public bool IsIdle => _book.IsIdle;

    /// <summary>How many rounds hold updates.</summary>
    public int OpenRounds => _book.OpenRounds;

    /// <summary>The newest version, decided or about to be.</summary>
    public ModelState State { get; private set; }

    /// <summary>Who is quarantined, in ordinal order.</summary>
    public IReadOnlyList<string> Quarantined => _book.Quarantined;

    /// <summary>Tells open rounds apart: what the oldest one's deadline is counted for, or null when none is open.</summary>
    public long? Oldest => _book.Oldest;

    /// <summary>Whether the deadline of the oldest open round has fired.</summary>
    public bool IsExpired => _book.IsExpired;

    /// <summary>Whether everything that was decided has taken effect, so that something new can be.</summary>
    public bool IsSettled => _pending.Count == 0 && _book.NextOffset >= _book.DecidedOffset;

    /// <summary>Takes out what was decided since the last call, without writer and time.</summary>
    public List<RoundsEntry> TakeDecided()
    {
        List<RoundsEntry> decided = [.. _decided];
        _decided.Clear();
        return decided;
    }

    /// <summary>Goes on behind offsets that hold no message.</summary>
    /// <param name="nextOffset">The next offset.</param>
    public void SkipTo(long nextOffset)
    {
        // A decision takes effect at its offset, not behind it.
        while (_pending.TryPeek(out var next) && next.Entry.UpdateOffset < nextOffset)
        {
            _book.SkipTo(next.Entry.UpdateOffset);
            Settle();
        }

        _book.SkipTo(nextOffset);
        Settle();
    }

    /// <summary>Takes one message in.</summary>
    /// <param name="message">The message; null for a record that is none.</param>
    /// <param name="offset">Its offset, not below <see cref="NextOffset"/>.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <returns>What became of it.</returns>
    public UpdateVerdict Read(UpdateMessage? message, long offset, int size)
    {
        SkipTo(offset);
        var verdict = _book.Read(message, offset, size);
        Settle();
        return verdict;
    }

    /// <summary>Whether somebody is one of the participants, or one whose region passes on what it says.</summary>
    /// <param name="participant">The name.</param>
    public bool IsParticipant(string participant) => _book.IsParticipant(participant);

    /// <summary>Whether a participant may be quarantined: it is one, and is not.</summary>
    /// <param name="participant">Its name.</param>
    public bool CanQuarantine(string participant) => _book.CanQuarantine(participant);

    /// <summary>The deadline of the oldest open round fires here.</summary>
    public void FireDeadline() => Decide(new DeadlineEntry
    {
        Federation = _settings.Aggregator,
        Writer = "",
        CreatedAt = default,
        Version = State.Version + 1,
        Step = _step,
        UpdateOffset = _book.NextOffset,
        WindowStart = _settings.Rules.Mode == RoundMode.Window ? Oldest : null,
    });

    /// <summary>A participant is quarantined from here on.</summary>
    /// <param name="participant">The participant.</param>
    /// <param name="rejections">How many of its updates were rejected in a row.</param>
    /// <param name="reason">Why the last one was.</param>
    public void Quarantine(string participant, long rejections, string reason) => Decide(new QuarantineEntry
    {
        Federation = _settings.Aggregator,
        Writer = "",
        CreatedAt = default,
        Version = State.Version + 1,
        Step = _step,
        UpdateOffset = _book.NextOffset,
        Participant = participant,
        Rejections = rejections,
        Reason = reason,
    });

    /// <summary>A participant counts again from here on.</summary>
    /// <param name="participant">The participant.</param>
    public void Release(string participant) => Decide(new ReleaseEntry
    {
        Federation = _settings.Aggregator,
        Writer = "",
        CreatedAt = default,
        Version = State.Version + 1,
        Step = _step,
        UpdateOffset = _book.NextOffset,
        Participant = participant,
    });

    /// <summary>The next version is a copy of an earlier one.</summary>
    /// <param name="target">The version to go back to, of the federation's model.</param>
    public void RollBackTo(RoundEntry target) => Decide(
        new RollbackEntry
        {
            Federation = _settings.Aggregator,
            Writer = "",
            CreatedAt = default,
            Version = State.Version + 1,
            Step = _step,
            UpdateOffset = _book.NextOffset,
            To = target.Version,
        },
        target);

    /// <summary>Lets a new decision take effect here. It is to be written before anything that follows from it.</summary>
    private void Decide(ControlEntry entry, RoundEntry? target = null)
    {
        if (!IsSettled)
        {
            throw new InvalidOperationException($"{_settings.Aggregator} has not read yet what was decided before.");
        }

        _decided.Enqueue(entry);
        Apply(entry, target);
        Close();
    }

    /// <summary>Lets decisions take effect that stand at this offset, one after the other, and closes what is over.</summary>
    private void Settle()
    {
        while (_pending.TryPeek(out var next) && next.Entry.UpdateOffset <= _book.NextOffset)
        {
            _pending.Dequeue();
            Apply(next.Entry, next.Target);
            Close();
        }

        Close();
    }

    private void Apply(ControlEntry entry, RoundEntry? target)
    {
        _step = entry.Step + 1;
        if (entry is RollbackEntry && target is not null)
        {
            RollBack(target);
        }
        else
        {
            _book.Apply(entry);
        }
    }

    private void Close()
    {
        while (_book.TryClose() is { } round)
        {
            if (_settings.IsRegion)
            {
                Add(ToRegionalEntry(round));
            }
            else if (_maker.TryMake(State, round.Updates, round.Contents) is { } made)
            {
                Add(ToEntry(round, made));
            }
            else
            {
                Skip(round);
            }
        }
    }

    private void Add(RoundEntry entry)
    {
        _decided.Enqueue(entry);
        _book.Version = entry.Version;
        (_last, _step) = (entry, 0);
        State = ModelState.From(entry, _settings);
    }

    private void Skip(RoundDecision round)
    {
        SkippedEntry entry = new()
        {
            Federation = _settings.Aggregator,
            Writer = "",
            CreatedAt = default,
            Version = State.Version + 1,
            Step = _step++,
            UpdateOffset = round.NextOffset,
            WindowStart = round.WindowStart,
            WindowEnd = round.WindowEnd,
            Inputs = round.Inputs,
            Needed = _settings.Strategy.MinimumUpdates,
            UpdatesLog = _updatesLog,
            ResumeOffset = round.ResumeOffset,
            Participants = round.Participants,
            Regions = round.Regions,
        };
        _decided.Enqueue(entry);
    }

    /// <summary>The version after a rollback has the content of the one that it goes back to, and the place in time of the newest.</summary>
    private void RollBack(RoundEntry target)
    {
        var restored = ModelState.From(target, _settings) with { Version = State.Version + 1 };
        var (start, end) = (_last?.WindowStart ?? target.WindowStart, _last?.WindowEnd ?? target.WindowEnd);
        if (_book.LastClosed is { } closed && closed > start)
        {
            // Rounds that made no version have closed since: a successor, who begins at this entry, has to know.
            (start, end) = (closed, closed + _settings.WindowMs);
        }

        _book.Discard();
        var participants = _book.ProgressFor(out var resume);
        var entry = ToEntry(restored, start, end, [], target.Version) with
        {
            NextOffset = _book.NextOffset,
            ResumeOffset = resume,
            Participants = participants,
            Reason = RoundReason.Rollback,
            RolledBackFrom = State.Version,
            BaseVersion = target.Version,
        };
        Add(entry);
    }

    private RoundEntry ToEntry(RoundDecision round, ModelState made) => ToEntry(made, round.WindowStart, round.WindowEnd, round.Inputs, State.Version) with
    {
        NextOffset = round.NextOffset,
        ResumeOffset = round.ResumeOffset,
        Participants = round.Participants,
        Reason = round.Reason,
        Regions = round.Regions,
    };

    /// <summary>A region's round is decided as a version is, so that whoever takes over forwards the same; it is no model.</summary>
    private RoundEntry ToRegionalEntry(RoundDecision round)
    {
        var (version, sums) = (State.Version + 1, RegionalRounds.SumsOf(_settings, round));
        return new()
        {
            Federation = _settings.Aggregator,
            Writer = "",
            CreatedAt = default,
            Version = version,
            WindowStart = round.WindowStart,
            WindowEnd = round.WindowEnd,
            Model = _settings.Model.Name,
            Strategy = _settings.Strategy.Name,
            Inputs = round.Inputs,
            Samples = round.Contents.Samples,
            Weights = [],
            Hash = RegionalRounds.HashOf(version, round.WindowStart, round.WindowEnd, _settings.Model.Name, _settings.Strategy.Name, sums),
            UpdatesLog = _updatesLog,
            NextOffset = round.NextOffset,
            ResumeOffset = round.ResumeOffset,
            Participants = round.Participants,
            Reason = round.Reason,
            Regional = sums,
            Step = _step == 0 ? null : _step,
        };
    }

    private RoundEntry ToEntry(ModelState made, long windowStart, long windowEnd, IReadOnlyList<RoundInput> inputs, long baseVersion)
    {
        var isSeedWeight = _maker.IsSeedWeight;
        return new()
        {
            Federation = _settings.Aggregator,
            Writer = "",
            CreatedAt = default,
            Version = made.Version,
            WindowStart = windowStart,
            WindowEnd = windowEnd,
            Model = _settings.Model.Name,
            Strategy = _settings.Strategy.Name,
            Inputs = inputs,
            Samples = made.Samples,
            Weights = made.State.Weights,
            GlobalWeight = isSeedWeight ? made.State.Weights[0] : null,
            RunningSum = made.Running.Sum,
            RunningCount = made.Running.Count,
            RunningMean = isSeedWeight ? made.Running.Value : null,
            Hash = _maker.HashOf(made, windowStart, windowEnd, [.. inputs.Select(input => input.Hash)], baseVersion),
            UpdatesLog = _updatesLog,
            NextOffset = 0,
            ResumeOffset = 0,
            Participants = [],
            BaseVersion = isSeedWeight ? null : baseVersion,
            Sums = made.Sums.Length == 0 ? null : PackedNumbers.FromSums(made.Sums),
            Memory = made.State.Memory.Length == 0 ? null : MemoryBytes.Of(made.State.Memory),
            Steps = isSeedWeight ? null : made.State.Steps,
            Step = _step == 0 ? null : _step,
        };
    }
}
