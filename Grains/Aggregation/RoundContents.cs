using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// The updates of one open round. Where a sum is all that counts they are added up as they come, exactly, and take no memory for their numbers; otherwise
/// they are held. A region sums by base: which bases are too old is for the root to say.
/// </summary>
/// <param name="settings">The aggregator's settings.</param>
internal sealed class RoundContents(RoundBookSettings settings)
{
    /// <summary>Stands for the base of updates that name none.</summary>
    public const long NoBase = -1;

    private readonly Dictionary<(string Participant, string Identity), PlacedUpdate> _updates = [];
    private readonly HashSet<string> _participants = new(StringComparer.Ordinal);
    private readonly UpdateSum _sum = new(settings.Model, settings.Strategy);
    private readonly SortedDictionary<long, UpdateSum> _byBase = [];
    private readonly bool _areHeld = UpdateSum.IsEmptyFor(settings.Model, settings.Strategy);

    /// <summary>Up to here neither sums of samples nor sums over them can overflow.</summary>
    private long MaxSamples =>
        settings.Model.Form == ContributionForm.Sums ? 1L << 40 : _sum.Weighted is not null ? WeightedSum.MaxTotalWeight : 1L << 62;

    /// <summary>How many updates there are.</summary>
    public int Count => _updates.Count;

    /// <summary>Whose updates there are.</summary>
    public IReadOnlySet<string> Participants => _participants;

    /// <summary>Sum of their samples.</summary>
    public long Samples { get; private set; }

    /// <summary>Offset of the first.</summary>
    public long FirstOffset { get; private set; } = long.MaxValue;

    /// <summary>The exact weighted sum; null where updates are held or are sums themselves.</summary>
    public WeightedSum? Sum => _sum.Weighted;

    /// <summary>The sum of their sums; empty for other forms.</summary>
    public ReadOnlySpan<Int128> Sums => _sum.Sums;

    /// <summary>In a region, the sums by base; <see cref="NoBase"/> for updates without.</summary>
    public IReadOnlyDictionary<long, UpdateSum> ByBase => _byBase;

    /// <summary>The updates of participants in ordinal order of these, then of their offsets. What regions made of several is named one by one.</summary>
    public IReadOnlyList<PlacedUpdate> ToList()
    {
        PlacedUpdate[] sorted = settings.IsTree
            ? [.. _updates.Values.SelectMany(update => update.Inner.Select(input => new PlacedUpdate(input, update.Log, [], [])))]
            : [.. _updates.Values];
        Array.Sort(sorted, (one, other) =>
        {
            var names = string.CompareOrdinal(one.Input.Participant, other.Input.Participant);
            return names != 0 ? names : one.Input.Offset.CompareTo(other.Input.Offset);
        });
        return sorted;
    }

    /// <summary>The updates of regions in ordinal order of these, then by base; null where updates come from participants.</summary>
    public IReadOnlyList<RoundInput>? ToRegions() => !settings.IsTree ? null :
    [
        .. _updates.Values.Select(update => update.Input).OrderBy(input => input.Participant, StringComparer.Ordinal).ThenBy(input => input.BaseVersion),
    ];

    /// <summary>The update with an identity, or null.</summary>
    public PlacedUpdate? Find(AdmittedUpdate update) => _updates.GetValueOrDefault((update.Participant, update.Identity));

    /// <summary>Gives an update its place.</summary>
    /// <param name="update">An update whose identity has none yet.</param>
    /// <param name="staleness">How many versions its base lies behind.</param>
    /// <param name="isOfWindow">Whether the round's window is also the update's, so that its entry need not say so.</param>
    /// <returns>Whether there was room: sums of samples have a bound.</returns>
    public bool TryAdd(AdmittedUpdate update, long staleness, bool isOfWindow)
    {
        if (update.Samples > MaxSamples - Samples)
        {
            return false;
        }

        SumOf(update.BaseVersion).Add(update);
        _updates.Add((update.Participant, update.Identity), new(
            new(update.Participant, update.Offset, update.Samples, update.Hash)
            {
                Id = update.Id,
                Staleness = staleness == 0 ? null : staleness,
                WindowStart = isOfWindow ? null : update.WindowStart,
                BaseVersion = settings.IsRegion || settings.IsTree ? update.BaseVersion : null,
            },
            update.Log,
            _areHeld ? update.Numbers : [],
            _areHeld ? update.Singles : [])
        {
            Inner = update.Inputs,
        });
        _participants.Add(update.Participant);
        Samples += update.Samples;
        FirstOffset = Math.Min(FirstOffset, update.Offset);
        return true;
    }

    /// <summary>Takes over the updates of another round.</summary>
    /// <param name="other">Updates with other identities; not to be used afterwards.</param>
    public void Take(RoundContents other)
    {
        _sum.Add(other._sum);
        foreach (var (key, update) in other._updates)
        {
            _updates.Add(key, update);
            _participants.Add(key.Participant);
        }

        Samples += other.Samples;
        FirstOffset = Math.Min(FirstOffset, other.FirstOffset);
    }

    private UpdateSum SumOf(long? baseVersion)
    {
        if (!settings.IsRegion)
        {
            return _sum;
        }

        var key = baseVersion ?? NoBase;
        if (!_byBase.TryGetValue(key, out var sum))
        {
            _byBase.Add(key, sum = new(settings.Model, settings.Strategy));
        }

        return sum;
    }
}
