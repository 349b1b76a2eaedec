using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Rounds;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Grains.Aggregation.Regions;

[Trait("Category", "Unit")]
public sealed class RegionTreeTests
{
    private const int Participants = 4;

    public static TheoryData<string, string> Changes => new()
    {
        { "none", "accepted" },
        { "hash", "malformed" },
        { "no inputs", "malformed" },
        { "null input", "malformed" },
        { "order", "malformed" },
        { "window", "malformed" },
        { "weight missing", "malformed" },
        { "sums cut", "malformed" },
        { "stranger", "unknown" },
        { "other region's", "unknown" },
        { "model", "model" },
        { "no base", "model" },
        { "dimension", "dimension" },
        { "samples", "samples" },
        { "samples of one", "samples" },
        { "weight", "samples" },
        { "range", "range" },
        { "future base", "stale" },
        { "unknown region", "unknown" },
        { "participant", "region" },
        { "federation", "federation" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Read_RegionalUpdate_GetsItsReason(string change, string expected)
    {
        RoundEngine root = new(Settings("logistic", "fedavg", Participants) with { Regions = 2 }, Log, RoundPast.None);

        Assert.Equal(expected, root.Read(Change(Regional(0), change), 10, 0).Code());
    }

    [Fact]
    public void Read_RegionalUpdateAgain_IsADuplicateOrAConflict()
    {
        RoundEngine root = new(Settings("logistic", "fedavg", Participants) with { Regions = 2 }, Log, RoundPast.None);
        var update = Regional(0);
        var other = Rehashed(update with { Inputs = [update.Inputs![0] with { Offset = 1 }, update.Inputs[1]] });

        Assert.Equal(UpdateVerdict.Accepted, root.Read(update, 10, 0));
        Assert.Equal(UpdateVerdict.Duplicate, root.Read(update, 11, 0));
        Assert.Equal(UpdateVerdict.Conflict, root.Read(other, 12, 0));
        Assert.Equal(UpdateVerdict.Accepted, root.Read(Regional(1), 13, 0));
        Assert.IsType<RoundEntry>(Assert.Single(root.TakeDecided()));
        Assert.Equal(UpdateVerdict.Duplicate, root.Read(update, 14, 0));
        Assert.Equal(UpdateVerdict.Conflict, root.Read(other, 15, 0));
    }

    [Fact]
    public void Read_UpdateWithoutAWindow_IsMalformedInARegion()
    {
        RegionTree tree = new(Settings("logistic", "fedavg", Participants) with { ExternalParticipants = [Name(1)] }, 2);
        var update = Delta(1, 0, 0, 1, 2, 3) with { WindowStart = null, WindowEnd = null, Present = null, Hash = null };
        RoundEngine region = new(tree.SettingsOf("default@1"), Log, RoundPast.None);

        Assert.Equal(UpdateVerdict.Malformed, region.Read(update, 0, 0));
        Assert.Equal(UpdateVerdict.Unknown, region.Read(Delta(0, 0, 0, 1, 2, 3), 1, 0));
        Assert.Equal(UpdateVerdict.Malformed, region.Read(Delta(1, 0, 0, 1, 2, 3) with { Inputs = [], Hash = null }, 2, 0));
    }

    [Fact]
    public void Versions_RegionWhoseParticipantsAreIdle_IsNotWaitedForUntilTheySpeak()
    {
        RegionTree tree = new(Settings("moments", "fedavg", Participants), 2);
        for (var who = 0; who < Participants; who++)
        {
            tree.Say(Sums(who, 0, who));
        }

        tree.ReadAll();
        tree.Say(Said(UpdateKind.Idle, 1, 0));
        tree.Say(Said(UpdateKind.Idle, 3, 0));
        tree.ReadAll();
        tree.Say(Sums(0, 1, 1));
        tree.Say(Sums(2, 1, 2));
        tree.ReadAll();
        Assert.Equal([4, 2], tree.Versions.Select(version => version.Inputs.Count));

        tree.Say(Said(UpdateKind.Progress, 3, 0));
        tree.ReadAll();
        tree.Say(Sums(0, 2, 1));
        tree.Say(Sums(2, 2, 2));
        tree.ReadAll();
        Assert.Equal(2, tree.Versions.Count);

        tree.Say(Sums(3, 2, 4));
        tree.ReadAll();
        Assert.Equal([4, 2, 3], tree.Versions.Select(version => version.Inputs.Count));
    }

    [Fact]
    public void Versions_StaleWordsOfARegionTakenForDead_ChangeNothing()
    {
        RegionTree tree = new(Settings("moments", "fedavg", Participants), 2);
        tree.Say(Said(UpdateKind.Idle, 1, 0));
        tree.Say(Said(UpdateKind.Idle, 3, 0));
        tree.ReadAll();
        var stale = tree.Log.Last(record => record.Message!.Participant == "default@1" && record.Message.Kind == UpdateKind.Idle);
        tree.Say(Said(UpdateKind.Progress, 1, 0));
        tree.ReadAll();

        tree.Log.Add(stale);
        tree.Say(Sums(0, 1, 1));
        tree.Say(Sums(2, 1, 1));
        tree.ReadAll();

        Assert.Empty(tree.Versions);
    }

    [Fact]
    public void Versions_RegionWithoutUpdates_ReportsThatItsWindowsAreClosed()
    {
        RegionTree tree = new(Settings("moments", "fedavg", Participants), 2);
        tree.Say(Sums(0, 0, 1));
        tree.Say(Sums(2, 0, 2));
        tree.Say(Said(UpdateKind.Progress, 1, 0));
        tree.ReadAll();
        Assert.Empty(tree.Versions);

        tree.Say(Said(UpdateKind.Progress, 3, 0));
        tree.ReadAll();

        var version = Assert.Single(tree.Versions);
        Assert.Equal([Name(0), Name(2)], version.Inputs.Select(input => input.Participant));
        Assert.Equal("default@0", Assert.Single(version.Regions!).Participant);
    }

    [Fact]
    public void Decide_DeadlineAndQuarantineInARegion_AreItsOwnRecords()
    {
        RoundEngine region = new(new RegionTree(Settings("moments", "fedavg", Participants), 2).SettingsOf("default@1"), Log, RoundPast.None);
        region.Read(Sums(1, 0, 1), 0, 0);
        region.FireDeadline();
        region.Quarantine(Name(3), 5, "norm");
        region.Read(Sums(3, 1, 1), 1, 0);
        region.Read(Sums(1, 1, 2), 2, 0);

        var decided = region.TakeDecided();

        Assert.All(decided, entry => Assert.Equal("default@1", entry.Federation));
        Assert.Equal([typeof(DeadlineEntry), typeof(RoundEntry), typeof(QuarantineEntry), typeof(RoundEntry)], decided.Select(entry => entry.GetType()));
        Assert.Equal([RoundReason.Deadline, RoundReason.Complete], decided.OfType<RoundEntry>().Select(round => round.Reason!.Value));
        Assert.All(decided.OfType<RoundEntry>(), round => Assert.Equal(Name(1), Assert.Single(round.Inputs).Participant));
        Assert.Equal(2 * WindowMs, region.ClosedThrough);
    }

    /// <summary>What a region of two participants sends for the first window.</summary>
    private static UpdateMessage Regional(int region)
    {
        RegionTree tree = new(Settings("logistic", "fedavg", Participants), 2);
        tree.Say(Delta(region, 0, 0, 1, 2, 3));
        tree.Say(Delta(region + 2, 0, 0, 4, 5, 6));
        tree.Read(FederationRegions.Create(Federation, region), 2);
        return tree.Log.Single(record => record.Message!.Inputs is not null).Message!;
    }

    private static UpdateMessage Change(UpdateMessage update, string change)
    {
        var inputs = update.Inputs!;
        return change switch
        {
            "none" => update,
            "hash" => update with { Hash = new('0', 64) },
            "no inputs" => Rehashed(update with { Inputs = [] }),
            "null input" => update with { Inputs = [inputs[0], null!] },
            "order" => Rehashed(update with { Inputs = [inputs[1], inputs[0]] }),
            "window" => Rehashed(update with { WindowEnd = update.WindowEnd + 1 }),
            "weight missing" => Rehashed(update with { Weight = null }),
            "sums cut" => update with { Sums = update.Sums![1..] },
            "stranger" => Rehashed(update with { Inputs = [inputs[0], inputs[1] with { Participant = "somebody" }] }),
            "other region's" => Rehashed(update with { Inputs = [inputs[0], inputs[1] with { Participant = Name(1) }] }),
            "model" => Rehashed(update with { Model = "moments" }),
            "no base" => Rehashed(update with { BaseVersion = null, Inputs = [.. inputs.Select(input => input with { BaseVersion = null })] }),
            "dimension" => Rehashed(update with { Sums = [.. update.Sums!, .. new byte[16]] }),
            "samples" => Rehashed(update with { Samples = update.Samples + 1 }),
            "samples of one" => Rehashed(update with { Inputs = [inputs[0] with { Samples = 0 }, inputs[1]], Samples = inputs[1].Samples }),
            "weight" => Rehashed(update with { Weight = update.Weight + 1 }),
            "range" => Rehashed(update with { Sums = [.. update.Sums!.SkipLast(1), 0x70] }),
            "future base" => Rehashed(update with { BaseVersion = 7, Inputs = [.. inputs.Select(input => input with { BaseVersion = 7 })] }),
            "unknown region" => update with { Participant = "default@2" },
            "participant" => Delta(0, 0, 0, 1, 2, 3),
            "federation" => update with { Federation = "other" },
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }

    private static UpdateMessage Rehashed(UpdateMessage update) => update with
    {
        Hash = RegionalHash.Compute(
            update.Participant,
            update.Model!,
            update.WindowStart!.Value,
            update.WindowEnd!.Value,
            update.BaseVersion ?? 0,
            update.Samples,
            update.Weight ?? 0,
            PackedNumbers.ToSums(update.Sums!)!,
            [.. update.Inputs!.Select(input => (input.Participant, input.Offset, input.Samples, input.Hash))]),
    };
}
