using FederatedOrleans.Grains.Interfaces.Status;

namespace FederatedOrleans.Grains.Aggregation.Admission;

/// <summary>Counts what did not count: per participant and reason, and in a row per participant. Anybody may write names, so it bounds them.</summary>
/// <param name="quarantineAfter">After how many offences in a row a participant is to be quarantined; 0 for never.</param>
internal sealed class RejectionBook(int quarantineAfter)
{
    /// <summary>Counts messages without a name, and names beyond the bound.</summary>
    public const string Others = "*";

    private const int MaxNames = 1_000;
    private const int MaxNameLength = 249;
    private readonly Dictionary<string, Dictionary<UpdateVerdict, (long Count, long LastOffset)>> _rejections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _inARow = new(StringComparer.Ordinal);

    /// <summary>Counts a verdict.</summary>
    /// <param name="participant">Whom the message names; null for nobody.</param>
    /// <param name="isKnown">Whether that is a participant; of other names so many are kept, and none in a row.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="offset">The message's offset.</param>
    /// <returns>How many offences in a row this one is, if they are enough for quarantine; else null.</returns>
    public long? Count(string? participant, bool isKnown, UpdateVerdict verdict, long offset)
    {
        if (verdict.IsRejection())
        {
            var name = participant is not null && (isKnown || IsRoomFor(participant)) ? participant : Others;
            var reasons = _rejections.TryGetValue(name, out var known) ? known : _rejections[name] = [];
            reasons[verdict] = (reasons.GetValueOrDefault(verdict).Count + 1, offset);
        }

        if (participant is null || !isKnown || quarantineAfter == 0)
        {
            return null;
        }

        if (verdict == UpdateVerdict.Accepted)
        {
            _inARow.Remove(participant);
        }

        if (!verdict.IsOffence())
        {
            return null;
        }

        var count = _inARow.GetValueOrDefault(participant) + 1;
        _inARow[participant] = count;
        return count >= quarantineAfter ? count : null;
    }

    private bool IsRoomFor(string name) => name.Length <= MaxNameLength && (_rejections.Count < MaxNames || _rejections.ContainsKey(name));

    /// <summary>A participant begins anew.</summary>
    /// <param name="participant">Its name.</param>
    public void Forgive(string participant) => _inARow.Remove(participant);

    /// <summary>The counts in ordinal order of participants and reasons.</summary>
    public IReadOnlyList<RejectionCount> ToList() =>
    [
        .. _rejections.SelectMany(participant => participant.Value.Select(
                reason => new RejectionCount(participant.Key, reason.Key.Code(), reason.Value.Count, reason.Value.LastOffset)))
            .OrderBy(count => count.Participant, StringComparer.Ordinal)
            .ThenBy(count => count.Reason, StringComparer.Ordinal),
    ];
}
