using System.Text;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Edge.Verify.RecordedFederation;

namespace FederatedOrleans.Tests.Edge.Verify;

[Trait("Category", "Unit")]
public sealed class RoundVerifierTests
{
    public static TheoryData<string> Fields =>
    [
        "samples", "weight", "globalWeight", "runningSum", "runningCount", "runningMean", "hash", "inputHash", "inputSamples",
        "inputOffset", "inputParticipant", "inputOrder", "inputTwice", "inputs", "windowStart", "nextOffset", "resumeOffset", "participants", "windowEnd",
    ];

    [Fact]
    public async Task VerifyAsync_WhatTheAggregatorWrote_IsEqual()
    {
        var verdicts = await Create().VerifyAsync();

        Assert.Equal([1, 2, 3, 4], verdicts.Select(verdict => verdict.Version));
        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task VerifyAsync_OneFieldOfARecordChanged_NamesTheVersion(string field)
    {
        var federation = Create();
        federation.Tamper(3, round => Change(round, field));

        var verdicts = await federation.VerifyAsync();

        Assert.Equal(VerdictKind.Different, verdicts[2].Kind);
        Assert.NotNull(verdicts[2].Difference);
        Assert.All(verdicts.Take(2), verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_DifferentVersion_LeavesTheNextOnesEqual()
    {
        var federation = Create();
        federation.Tamper(1, round => round with { Hash = new('0', 64) });

        var verdicts = await federation.VerifyAsync();

        Assert.Equal(
            [VerdictKind.Different, VerdictKind.Equal, VerdictKind.Equal, VerdictKind.Equal], verdicts.Select(verdict => verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_SeveralRoundsClosedByOneMessage_EachStandsAlone()
    {
        RecordedFederation federation = new();
        federation.Configure("default/0", "default/1");
        federation.Say(Update("default/0", 0, 1));
        federation.Say(Update("default/0", 1_000, 2));
        federation.Say(Update("default/0", 2_000, 3));
        federation.Say(Progress("default/1", 3_000));
        federation.Decide();
        federation.Tamper(1, round => round with { Samples = 99 });

        var verdicts = await federation.VerifyAsync();

        Assert.Equal([VerdictKind.Different, VerdictKind.Equal, VerdictKind.Equal], verdicts.Select(verdict => verdict.Kind));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON at all")]
    [InlineData(null)]
    public async Task VerifyAsync_UpdateOfRoundsThatWereOpenDamaged_NamesItsVersionAlone(string? value)
    {
        RecordedFederation federation = new();
        federation.Configure("default/0", "default/1");
        foreach (var window in Enumerable.Range(0, 4))
        {
            federation.Say(Update("default/0", window * WindowMs, window));
        }

        federation.Say(Update("default/1", 0, 7));
        federation.Say(Update("default/1", WindowMs, 8));
        federation.Say(Progress("default/1", 4 * WindowMs));
        federation.Decide();
        federation.Updates[2] = value is null ? null : Encoding.UTF8.GetBytes(value);

        var verdicts = await federation.VerifyAsync();

        Assert.Equal(
            [VerdictKind.Equal, VerdictKind.Equal, VerdictKind.Different, VerdictKind.Equal], verdicts.Select(verdict => verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_RecordThatIsDamagedAndThatNoEntryNames_ChangesNothing()
    {
        var federation = Create();
        federation.Updates.Insert(0, "{}"u8.ToArray());
        federation.Rounds.RemoveAll(entry => entry is RoundEntry);
        federation.Decide();

        Assert.All(await federation.VerifyAsync(), verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_UpdatesRemoved_NamesTheFirstMissingOffsetAndGoesOn()
    {
        var federation = Create();
        federation.Low = 2;

        var verdicts = await federation.VerifyAsync();

        Assert.Equal((VerdictKind.NotVerifiable, 0L), (verdicts[0].Kind, verdicts[0].MissingOffset));
        Assert.All(verdicts.Skip(1), verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_UpdatesNotThereYet_NamesTheEndOffset()
    {
        var federation = Create();
        federation.Updates.RemoveRange(6, federation.Updates.Count - 6);

        var verdicts = await federation.VerifyAsync();

        Assert.Equal((VerdictKind.NotVerifiable, 6L), (verdicts[^1].Kind, verdicts[^1].MissingOffset));
    }

    [Fact]
    public async Task VerifyAsync_SecondEntryOfAVersion_CountsForNothing()
    {
        var federation = Create();
        var index = federation.Rounds.FindIndex(entry => entry is RoundEntry { Version: 2 });
        federation.Rounds.Insert(index + 1, (RoundEntry)federation.Rounds[index] with { Writer = "two", Samples = 99 });

        var verdicts = await federation.VerifyAsync();

        Assert.Equal(4, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_VersionMissing_IsDifferent()
    {
        var federation = Create();
        federation.Rounds.RemoveAll(entry => entry is RoundEntry { Version: 3 });

        var verdicts = await federation.VerifyAsync();

        Assert.Equal((3L, VerdictKind.Different), (verdicts[^1].Version, verdicts[^1].Kind));
    }

    [Fact]
    public async Task VerifyAsync_Range_BelievesTheVersionBefore()
    {
        var federation = Create();
        federation.Tamper(1, round => round with { Hash = new('0', 64) });
        federation.Low = 2;

        var verdicts = await federation.VerifyAsync(2, 3);

        Assert.Equal([2, 3], verdicts.Select(verdict => verdict.Version));
        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_UpdateLeftOut_IsDifferentThoughTheNumbersAgree()
    {
        var federation = Create();
        RecordedFederation other = new();
        other.Configure("default/0", "default/1");
        other.Updates.AddRange(federation.Updates);
        other.Updates[1] = "{}"u8.ToArray();
        other.Say(Progress("default/1", 9_000));
        other.Decide();
        other.Updates[1] = federation.Updates[1];

        var verdicts = await other.VerifyAsync();

        Assert.Equal(VerdictKind.Different, verdicts[0].Kind);
        Assert.Contains("closing", verdicts[0].Difference!.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_UpdatesSwapped_IsDifferent()
    {
        var federation = Create();
        (federation.Updates[3], federation.Updates[4]) = (federation.Updates[4], federation.Updates[3]);

        var verdicts = await federation.VerifyAsync();

        Assert.Contains(verdicts, verdict => verdict.Kind == VerdictKind.Different);
    }

    [Fact]
    public async Task VerifyAsync_ForeignRecordsAndUnknownParticipants_ChangeNothing()
    {
        RecordedFederation federation = new();
        federation.Configure("default/0");
        federation.Updates.AddRange([null, [], "null"u8.ToArray(), [0xff, 0xfe], """{"kind":"update"}"""u8.ToArray()]);
        federation.Say(Update("default/7", 0, 1));
        federation.Say(Update("default/0", 0, 1) with { Federation = "other" });
        federation.Say(Update("default/0", 0, 1) with { Samples = 4 });
        federation.Say(Update("default/0", 0, 2));
        federation.Say(Update("default/0", 0, 3));
        federation.Decide();

        var verdict = Assert.Single(await federation.VerifyAsync());

        Assert.Equal(VerdictKind.Equal, verdict.Kind);
    }

    [Fact]
    public async Task VerifyAsync_ParticipantsChanged_FollowsTheNewConfiguration()
    {
        RecordedFederation federation = new();
        federation.Configure("default/0");
        federation.Say(Update("default/0", 0, 1));
        federation.Say(Update("default/1", 1_000, 2));
        federation.Decide();
        federation.Configure("default/0", "default/1");
        federation.Say(Update("default/0", 1_000, 3));
        federation.Decide();
        federation.Say(Progress("default/1", 2_000));
        federation.Decide();

        var verdicts = await federation.VerifyAsync();

        Assert.Equal(2, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
    }

    [Fact]
    public async Task VerifyAsync_NoConfiguration_IsNotVerifiable()
    {
        var federation = Create();
        federation.Rounds.RemoveAt(0);

        Assert.All(await federation.VerifyAsync(), verdict => Assert.Equal(VerdictKind.NotVerifiable, verdict.Kind));
    }

    private static RoundEntry Change(RoundEntry round, string field)
    {
        var inputs = round.Inputs;
        return field switch
        {
            "samples" => round with { Samples = round.Samples + 1 },
            "weight" => round with { Weights = [Math.BitIncrement(round.Weights[0])] },
            "globalWeight" => round with { GlobalWeight = Math.BitIncrement(round.GlobalWeight!.Value) },
            "runningSum" => round with { RunningSum = Math.BitIncrement(round.RunningSum) },
            "runningCount" => round with { RunningCount = round.RunningCount + 1 },
            "runningMean" => round with { RunningMean = null },
            "hash" => round with { Hash = round.Hash.Replace(round.Hash[0], round.Hash[0] == '0' ? '1' : '0') },
            "inputHash" => round with { Inputs = [inputs[0] with { Hash = inputs[1].Hash }, inputs[1]] },
            "inputSamples" => round with { Inputs = [inputs[0] with { Samples = long.MaxValue }, inputs[1]] },
            "inputOffset" => round with { Inputs = [inputs[0] with { Offset = 0 }, inputs[1]] },
            "inputParticipant" => round with { Inputs = [inputs[0] with { Participant = "default/00" }, inputs[1]] },
            "inputOrder" => round with { Inputs = [inputs[1], inputs[0]] },
            "inputTwice" => round with { Inputs = [inputs[0], inputs[0]] },
            "inputs" => round with { Inputs = [] },
            "windowStart" => round with { WindowStart = round.WindowStart + 1 },
            "nextOffset" => round with { NextOffset = round.NextOffset + 1 },
            "resumeOffset" => round with { ResumeOffset = round.ResumeOffset - 1 },
            "participants" => round with { Participants = [round.Participants[0] with { ClosedThrough = 77 }, round.Participants[1]] },
            "windowEnd" => round with { WindowEnd = round.WindowEnd - 1 },
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
    }
}
