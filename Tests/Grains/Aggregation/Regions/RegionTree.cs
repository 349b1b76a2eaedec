using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Aggregation.Regions;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Windows;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Grains.Aggregation.Regions;

/// <summary>
/// The regions and the root of a federation over one updates partition, without Orleans and Kafka. Each reads when it is told to, and may be replaced by a
/// successor that has lost all state.
/// </summary>
internal sealed class RegionTree
{
    private readonly SortedDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly int _regions;

    /// <summary>Creates the aggregators.</summary>
    /// <param name="flat">The settings of the federation without regions.</param>
    /// <param name="regions">How many regions it is to have.</param>
    public RegionTree(RoundBookSettings flat, int regions)
    {
        _regions = regions;
        Root = flat with { Regions = regions };
        _members.Add(Federation, new(Root));
        foreach (var region in flat.Participants.GroupBy(participant => FederationRegions.AggregatorOf(Federation, participant, regions)))
        {
            _members.Add(region.Key, new(Root with { Region = region.Key, Participants = [.. region] }));
        }
    }

    /// <summary>The settings of the root.</summary>
    public RoundBookSettings Root { get; }

    /// <summary>The ids of root and regions.</summary>
    public IReadOnlyList<string> Aggregators => [.. _members.Keys];

    /// <summary>The updates partition: keys and messages.</summary>
    public List<(string Key, UpdateMessage? Message)> Log { get; } = [];

    /// <summary>What the root made of each message under its key, in the order in which it read them.</summary>
    public IReadOnlyList<UpdateVerdict> Verdicts => _members[Federation].Verdicts;

    /// <summary>The versions.</summary>
    public IReadOnlyList<RoundEntry> Versions => RoundsOf(Federation);

    /// <summary>The rounds that an aggregator has decided.</summary>
    public IReadOnlyList<RoundEntry> RoundsOf(string aggregator) => [.. _members[aggregator].Decided.OfType<RoundEntry>()];

    /// <summary>An aggregator's settings.</summary>
    public RoundBookSettings SettingsOf(string aggregator) => _members[aggregator].Settings;

    /// <summary>A participant writes to its region.</summary>
    public void Say(UpdateMessage message) => Log.Add((FederationRegions.AggregatorOf(Federation, message.Participant, _regions), message));

    /// <summary>An aggregator reads some messages and forwards what it decides.</summary>
    public void Read(string aggregator, int count)
    {
        var member = _members[aggregator];
        for (var read = 0; read < count && member.Engine.NextOffset < Log.Count; read++)
        {
            var offset = member.Engine.NextOffset;
            var (key, message) = Log[(int)offset];
            if (key == aggregator)
            {
                member.Verdicts.Add(member.Engine.Read(message, offset, 0));
            }
            else
            {
                member.Engine.SkipTo(offset + 1);
            }
        }

        Forward(member, member.Engine.TakeDecided());
    }

    /// <summary>Everybody reads until there is nothing more.</summary>
    public void ReadAll()
    {
        while (_members.Values.Any(member => member.Engine.NextOffset < Log.Count))
        {
            foreach (var aggregator in Aggregators)
            {
                Read(aggregator, int.MaxValue);
            }
        }
    }

    /// <summary>A successor takes over that knows nothing but the logs: what was forwarded may come again.</summary>
    public void Restart(string aggregator)
    {
        var before = _members[aggregator];
        Member after = new(before.Settings, before.Decided);
        _members[aggregator] = after;
        Forward(after, [.. before.Decided.OfType<RoundEntry>()], isKnown: true);
    }

    private void Forward(Member member, IReadOnlyList<RoundsEntry> decided, bool isKnown = false)
    {
        if (!isKnown)
        {
            member.Decided.AddRange(decided);
        }

        if (!member.Settings.IsRegion)
        {
            return;
        }

        foreach (var update in decided.OfType<RoundEntry>().SelectMany(RegionalRounds.UpdatesOf))
        {
            Log.Add((Federation, update));
            member.Told = (update.ClosedThrough!.Value, false);
        }

        var (closedThrough, isIdle) = (member.Engine.ClosedThrough, member.Engine.IsIdle);
        if (member.Told == (closedThrough, isIdle) || (member.Told is null && closedThrough == WindowClock.Never && !isIdle))
        {
            return;
        }

        member.Told = (closedThrough, isIdle);
        Log.Add((Federation, new()
        {
            Federation = Federation,
            Participant = member.Settings.Aggregator,
            Kind = isIdle ? UpdateKind.Idle : UpdateKind.Progress,
            Log = Engines.Log,
            ClosedThrough = closedThrough == WindowClock.Never ? null : closedThrough,
            NextOffset = member.Engine.NextOffset,
        }));
    }

    private sealed class Member(RoundBookSettings settings, IEnumerable<RoundsEntry>? decided = null)
    {
        public RoundBookSettings Settings => settings;

        public List<RoundsEntry> Decided { get; } = [.. decided ?? []];

        public RoundEngine Engine { get; } = new(settings, Engines.Log, PastOf(decided ?? []));

        public List<UpdateVerdict> Verdicts { get; } = [];

        public (long ClosedThrough, bool IsIdle)? Told { get; set; }
    }
}
