using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>How far the participants of a federation are. Every message costs the same, however many participants there are.</summary>
internal sealed class Participants
{
    private readonly Dictionary<string, ParticipantProgress> _progress = new(StringComparer.Ordinal);
    private readonly string[] _names;

    /// <summary>How many participants that are waited for have closed their windows through each time.</summary>
    private readonly SortedDictionary<long, int> _awaited = [];

    /// <summary>Creates the participants.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="known">How far they were.</param>
    public Participants(IEnumerable<string> names, IReadOnlyList<ParticipantProgress>? known)
    {
        var before = (known ?? []).ToDictionary(progress => progress.Participant, StringComparer.Ordinal);
        _names = [.. names.Order(StringComparer.Ordinal)];
        foreach (var name in _names)
        {
            var progress = before.GetValueOrDefault(name) ?? new ParticipantProgress(name, ClosedThrough: null, Idle: false, NextOffset: 0);
            _progress.Add(name, progress);
            Count(progress, 1);
        }
    }

    /// <summary>How many there are.</summary>
    public int Total => _names.Length;

    /// <summary>How many are waited for.</summary>
    public int Awaited { get; private set; }

    /// <summary>Through when all who are waited for have closed their windows; the largest time when nobody is.</summary>
    public long Frontier
    {
        get
        {
            foreach (var (closedThrough, _) in _awaited)
            {
                return closedThrough;
            }

            return long.MaxValue;
        }
    }

    /// <summary>The latest time through which any of them has closed its windows.</summary>
    public long Latest => _progress.Values.Select(progress => progress.ClosedThrough ?? WindowClock.Never).DefaultIfEmpty(WindowClock.Never).Max();

    /// <summary>The first time after another one through which somebody who is waited for has closed its windows; null when there is none.</summary>
    /// <param name="after">The other time.</param>
    /// <param name="except">Who does not count.</param>
    public long? NextClosing(long after, IReadOnlySet<string> except)
    {
        var next = default(long?);
        foreach (var progress in _progress.Values.Where(progress => progress.ClosedThrough > after && IsAwaited(progress) && !except.Contains(progress.Participant)))
        {
            next = next is { } known ? Math.Min(known, progress.ClosedThrough!.Value) : progress.ClosedThrough;
        }

        return next;
    }

    /// <summary>Who is quarantined, in ordinal order.</summary>
    public IReadOnlyList<string> Quarantined => [.. _names.Where(name => IsQuarantined(_progress[name]))];

    /// <summary>Whether a participant is one of them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="progress">How far it is.</param>
    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ParticipantProgress? progress) => _progress.TryGetValue(name, out progress);

    /// <summary>Takes what a participant says.</summary>
    /// <param name="before">How far it was.</param>
    /// <param name="closedThrough">Through when it has closed its windows, or null.</param>
    /// <param name="idle">Whether it is idle.</param>
    /// <param name="nextOffset">Its next offset.</param>
    public void Hear(ParticipantProgress before, long? closedThrough, bool idle, long nextOffset) => Set(before, before with
    {
        ClosedThrough = Later(before.ClosedThrough, closedThrough),
        Idle = idle,
        NextOffset = Math.Max(before.NextOffset, nextOffset),
    });

    /// <summary>
    /// Takes what a region says. It speaks for its participants, who may wake up behind where the others are; so what it says last counts, and last is what it
    /// says with the largest offset of its own log: an activation that was taken for dead may speak late.
    /// </summary>
    /// <param name="before">How far it was.</param>
    /// <param name="message">What it says.</param>
    /// <returns>How far it is.</returns>
    public ParticipantProgress HearRegion(ParticipantProgress before, UpdateMessage message)
    {
        var idle = message.Kind == UpdateKind.Idle;
        var after = message.NextOffset < before.NextOffset ? before
            : message.NextOffset > before.NextOffset ? before with { ClosedThrough = message.ClosedThrough, Idle = idle, NextOffset = message.NextOffset }
            : before with { ClosedThrough = Later(before.ClosedThrough, message.ClosedThrough), Idle = before.Idle || idle };
        Set(before, after);
        return after;
    }

    /// <summary>Quarantines a participant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="offset">The first offset whose update of it does not count.</param>
    public void Quarantine(string name, long offset)
    {
        if (_progress.TryGetValue(name, out var before) && !IsQuarantined(before))
        {
            Set(before, before with { Excluded = [.. before.Excluded ?? [], new(offset, null)] });
        }
    }

    /// <summary>Releases a participant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="offset">The first offset whose update of it counts again.</param>
    public void Release(string name, long offset)
    {
        if (_progress.TryGetValue(name, out var before) && IsQuarantined(before))
        {
            Set(before, before with { Excluded = [.. before.Excluded!.SkipLast(1), before.Excluded![^1] with { To = offset }] });
        }
    }

    /// <summary>Whether an update does not count, wherever the reader has come to since.</summary>
    /// <param name="progress">Its participant.</param>
    /// <param name="offset">Its offset.</param>
    public static bool IsExcluded(ParticipantProgress progress, long offset) =>
        progress.Excluded is { } ranges && ranges.Any(range => offset >= range.From && offset < (range.To ?? long.MaxValue));

    /// <summary>Whether a participant is quarantined now.</summary>
    public static bool IsQuarantined(ParticipantProgress progress) => progress.Excluded is [.., { To: null }];

    /// <summary>Whether all who are waited for are among some.</summary>
    /// <param name="some">The names of some.</param>
    public bool AreAllAwaitedIn(IReadOnlySet<string> some) =>
        some.Count >= Awaited && _progress.Values.All(progress => !IsAwaited(progress) || some.Contains(progress.Participant));

    /// <summary>How far they are, in ordinal order.</summary>
    /// <param name="resumeOffset">Where a successor begins: what ended before it is left out.</param>
    public IReadOnlyList<ParticipantProgress> ToProgress(long resumeOffset) => Array.ConvertAll(_names, name =>
    {
        var progress = _progress[name];
        if (progress.Excluded is null)
        {
            return progress;
        }

        OffsetRange[] needed = [.. progress.Excluded.Where(range => range.To is not { } to || to > resumeOffset)];
        return progress with { Excluded = needed.Length == 0 ? null : needed };
    });

    private static bool IsAwaited(ParticipantProgress progress) => !progress.Idle && !IsQuarantined(progress);

    private static long? Later(long? one, long? other) => one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);

    private void Set(ParticipantProgress before, ParticipantProgress after)
    {
        Count(before, -1);
        Count(after, 1);
        _progress[before.Participant] = after;
    }

    private void Count(ParticipantProgress progress, int change)
    {
        if (!IsAwaited(progress))
        {
            return;
        }

        Awaited += change;
        var closedThrough = progress.ClosedThrough ?? WindowClock.Never;
        var count = _awaited.GetValueOrDefault(closedThrough) + change;
        if (count == 0)
        {
            _awaited.Remove(closedThrough);
        }
        else
        {
            _awaited[closedThrough] = count;
        }
    }
}
