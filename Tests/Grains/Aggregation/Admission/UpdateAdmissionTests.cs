using System.Text.Json;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Grains.Aggregation.Admission;

/// <summary>Every reason for which an update does not count, and its neighbours that do.</summary>
[Trait("Category", "Unit")]
public sealed class UpdateAdmissionTests
{
    private static readonly RoundBookSettings Logistic = Settings("logistic", "fedavg") with { MaxNorm = 10, ExternalParticipants = [Name(2)] };
    private static readonly UpdateMessage Good = Delta(0, 0, 0, 1, 2, 3);

    private static readonly Dictionary<string, (UpdateVerdict Verdict, UpdateMessage? Message)> Cases = new()
    {
        ["good"] = (UpdateVerdict.Accepted, Good),
        ["weights as numbers"] = (UpdateVerdict.Accepted, Good with { WeightsBase64 = null, Weights = [1, 2, 3] }),
        ["no message"] = (UpdateVerdict.Malformed, null),
        ["kind that is none"] = (UpdateVerdict.Malformed, Good with { Kind = (UpdateKind)7 }),
        ["other federation"] = (UpdateVerdict.Federation, Good with { Federation = "other" }),
        ["unknown node"] = (UpdateVerdict.Unknown, Hashed(Good with { Participant = Name(9) })),
        ["two contents"] = (UpdateVerdict.Malformed, Good with { Weights = [1, 2, 3] }),
        ["no content"] = (UpdateVerdict.Malformed, Good with { WeightsBase64 = null }),
        ["bytes that are no numbers"] = (UpdateVerdict.Malformed, Good with { WeightsBase64 = new byte[11] }),
        ["wrong hash"] = (UpdateVerdict.Malformed, Good with { Samples = 6 }),
        ["fog node without a hash"] = (UpdateVerdict.Malformed, Good with { Hash = null }),
        ["fog node without a window"] = (UpdateVerdict.Malformed, Hashed(Good with { WindowStart = null, WindowEnd = null })),
        ["id that is no UUID"] = (UpdateVerdict.Malformed, Hashed(Good with { Id = "1" })),
        ["negative base"] = (UpdateVerdict.Malformed, Hashed(Good with { BaseVersion = -1 })),
        ["other model"] = (UpdateVerdict.Model, Hashed(Good with { Model = "ridge" })),
        ["no base"] = (UpdateVerdict.Model, Hashed(Good with { BaseVersion = null })),
        ["sums instead of weights"] = (UpdateVerdict.Model, Hashed(Good with { WeightsBase64 = null, Sums = new byte[48] })),
        ["too short"] = (UpdateVerdict.Dimension, Delta(0, 0, 0, 1, 2)),
        ["too long"] = (UpdateVerdict.Dimension, Delta(0, 0, 0, 1, 2, 3, 4)),
        ["NaN"] = (UpdateVerdict.NotFinite, Delta(0, 0, 0, 1, double.NaN, 3)),
        ["infinity"] = (UpdateVerdict.NotFinite, Delta(0, 0, 0, double.PositiveInfinity, 2, 3)),
        ["minus infinity"] = (UpdateVerdict.NotFinite, Delta(0, 0, 0, 1, 2, double.NegativeInfinity)),
        ["beyond binary32"] = (UpdateVerdict.NotFinite, Hashed(Good with { WeightsBase64 = null, Weights = [double.PositiveInfinity, 2, 3] })),
        ["at the limit"] = (UpdateVerdict.Range, Delta(0, 0, 0, 1 << 20, 2, 3)),
        ["at the lower limit"] = (UpdateVerdict.Range, Delta(0, 0, 0, 1, 2, -(1 << 20))),
        ["zero weight"] = (UpdateVerdict.Samples, Hashed(Good with { Samples = 0 })),
        ["negative count"] = (UpdateVerdict.Samples, Hashed(Good with { Samples = -1 })),
        ["absurd count"] = (UpdateVerdict.Samples, Hashed(Good with { Samples = long.MaxValue })),
        ["count above 2^20"] = (UpdateVerdict.Samples, Hashed(Good with { Samples = (1 << 20) + 1 })),
        ["count of 2^20"] = (UpdateVerdict.Accepted, Hashed(Good with { Samples = 1 << 20 })),
        ["norm"] = (UpdateVerdict.Norm, Delta(0, 0, 0, 10, 1, 0)),
        ["norm at its limit"] = (UpdateVerdict.Accepted, Delta(0, 0, 0, 0, -6, 8)),
        ["base that does not exist"] = (UpdateVerdict.Stale, Delta(0, 0, 1, 1, 2, 3)),
        ["external without hash, window and counts"] = (UpdateVerdict.Accepted, External()),
        ["external with an id"] = (UpdateVerdict.Accepted, External() with { Id = "6f9619ff-8b86-d011-b42d-00c04fc964ff" }),
        ["external with a wrong hash"] = (UpdateVerdict.Malformed, External() with { Hash = Good.Hash }),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_OneUpdate_GetsItsReason(string name)
    {
        var (verdict, message) = Cases[name];

        Assert.Equal(verdict, new RoundEngine(Logistic, Log, RoundPast.None).Read(message, 0, 100));
    }

    [Fact]
    public void Read_UpdateOfTenMegabytes_IsRejectedForItsSize()
    {
        RoundEngine engine = new(Logistic, Log, RoundPast.None);
        var message = Delta(0, 0, 0, new double[1_900_000]);
        var size = JsonSerializer.SerializeToUtf8Bytes(message, TopicJson.Default.UpdateMessage).Length;

        Assert.True(size > 10_000_000);
        Assert.Equal(UpdateVerdict.Size, engine.Read(message, 0, size));
        Assert.Equal(UpdateVerdict.Dimension, engine.Read(message, 1, 1_000_000));
    }

    [Fact]
    public void Read_SameIdentityAgain_IsADuplicateOrAConflict()
    {
        RoundEngine engine = new(Logistic, Log, RoundPast.None);
        var named = External() with { Id = "6f9619ff-8b86-d011-b42d-00c04fc964ff" };

        Assert.Equal(
            [UpdateVerdict.Accepted, UpdateVerdict.Duplicate, UpdateVerdict.Conflict, UpdateVerdict.Accepted, UpdateVerdict.Duplicate, UpdateVerdict.Conflict],
            Verdicts(engine, Good, Good, Delta(0, 0, 0, 1, 2, 4), named, named, named with { Samples = 6 }));
    }

    [Fact]
    public void Read_RoundThatHasClosed_KnowsDuplicatesConflictsAndWhatComesTooLate()
    {
        RoundEngine engine = new(Logistic, Log, RoundPast.None);

        Assert.Equal(
            [UpdateVerdict.Accepted, UpdateVerdict.BecameIdle, UpdateVerdict.Progress, UpdateVerdict.Duplicate, UpdateVerdict.Conflict, UpdateVerdict.Closed],
            Verdicts(engine, Good, Said(UpdateKind.Idle, 1, 0), Said(UpdateKind.Progress, 2, 0), Good, Delta(0, 0, 0, 3, 2, 1), Delta(1, 0, 0, 1, 2, 3)));
        Assert.Equal(1, engine.State.Version);
    }

    [Fact]
    public void Read_StaleBase_IsRejectedInEveryMode()
    {
        foreach (var (rules, expected) in ((RoundRules, UpdateVerdict)[])
        [
            (new() { MaxStaleness = 1 }, UpdateVerdict.Stale),
            (new() { MaxStaleness = 2 }, UpdateVerdict.Accepted),
            (new() { Mode = RoundMode.Synchronous }, UpdateVerdict.Stale),
            (new() { Mode = RoundMode.Asynchronous, BufferGoal = 1, MaxStaleness = 1 }, UpdateVerdict.Stale),
            (new() { Mode = RoundMode.Asynchronous, BufferGoal = 1, MaxStaleness = 2 }, UpdateVerdict.Accepted),
        ])
        {
            RoundEngine engine = new(Settings("logistic", "fedavg", 1, rules), Log, RoundPast.None);

            Verdicts(engine, Delta(0, 0, 0, 1, 1, 1), Delta(0, 1, 1, 1, 1, 1));

            Assert.Equal(2, engine.State.Version);
            Assert.Equal(expected, engine.Read(Delta(0, 2, 0, 1, 1, 1), 2, 0));
        }
    }

    [Fact]
    public void Read_SumsThatCannotBe_AreOutOfRange()
    {
        var update = Sums(0, 0, 1, 2, 3);
        RoundEngine engine = new(Settings("moments", "fedavg"), Log, RoundPast.None);
        var sums = PackedNumbers.ToSums(update.Sums)!;
        sums[^1] = Int128.MaxValue;

        Assert.Equal(UpdateVerdict.Range, engine.Read(Hashed(update with { Sums = PackedNumbers.FromSums(sums) }), 0, 0));
        Assert.Equal(UpdateVerdict.Dimension, engine.Read(Hashed(update with { Sums = new byte[16] }), 1, 0));
        Assert.Equal(UpdateVerdict.Accepted, engine.Read(update, 2, 0));
    }

    [Theory]
    [InlineData("krum", "1", 5)]
    [InlineData("bulyan", "1", 7)]
    public void Run_TooFewUpdatesForF_SkipsTheWindowAndGoesOn(string strategy, string f, int needed)
    {
        RoundEngine engine = new(Settings("logistic", strategy, needed, null, ("F", f)), Log, RoundPast.None);
        List<UpdateMessage?> messages = [.. Enumerable.Range(1, needed - 1).Select(who => Delta(who, 0, 0, who, 1, 1)), Said(UpdateKind.Progress, 0, 0)];
        messages.AddRange(Enumerable.Range(0, needed).Select(who => Delta(who, 1, 0, who, 1, 1)));

        var entries = Run(engine, messages);

        var skipped = Assert.IsType<SkippedEntry>(entries[0]);
        Assert.Equal((needed, needed - 1, 0, 1L), (skipped.Needed, skipped.Inputs.Count, skipped.Step, skipped.Version));
        var round = Assert.IsType<RoundEntry>(Assert.Single(entries.Skip(1)));
        Assert.Equal((1L, 1, WindowMs), (round.Version, round.Step, round.WindowStart));
    }

    [Fact]
    public void TryParse_NumbersThatJsonDoesNotHave_AreNoMessage() =>
        Assert.False(FederationLogs.TryParse("""{"federation":"default","participant":"p","kind":"update","weights":[NaN]}"""u8, out _));

    private static UpdateVerdict[] Verdicts(RoundEngine engine, params UpdateMessage[] messages) =>
        [.. messages.Select((message, i) => engine.Read(message, engine.NextOffset, 0))];

    private static UpdateMessage External() => new()
    {
        Federation = Federation,
        Participant = Name(2),
        Kind = UpdateKind.Update,
        Model = "logistic",
        BaseVersion = 0,
        Samples = 12,
        Weights = [0.1, 0.2, 0.3],
    };
}
