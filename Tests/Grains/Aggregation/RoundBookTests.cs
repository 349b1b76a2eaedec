using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Rounds;
using static FederatedOrleans.Tests.Edge.Verify.RecordedFederation;
using static FederatedOrleans.Tests.Grains.Aggregation.UpdatesLog;

namespace FederatedOrleans.Tests.Grains.Aggregation;

[Trait("Category", "Unit")]
public sealed class RoundBookTests
{
    private const string One = "default/0";
    private const string Two = "default/1";

    public static TheoryData<string> Flaws =>
    [
        "federation", "hash", "no hash", "unaligned", "no start", "end", "no end", "model", "no model", "samples", "no samples",
        "negative samples", "present", "no present", "weights", "no weights", "NaN", "infinity", "-infinity",
    ];

    [Fact]
    public void TryClose_EveryParticipantClosedTheWindow_IsTheRound()
    {
        var log = Read(Open(2), Update(Two, 0, 1.5, samples: 2), Update(One, 0, 2.5));

        var decision = Assert.Single(log.Decisions);
        Assert.Equal([UpdateVerdict.Accepted, UpdateVerdict.Accepted],
            log.Verdicts);
        Assert.Equal((0L, WindowMs, 2L, 2L), (decision.WindowStart, decision.WindowEnd, decision.NextOffset, decision.ResumeOffset));
        Assert.Equal([new(One, 1, 3, Update(One, 0, 2.5).Hash!), new(Two, 0, 2, Update(Two, 0, 1.5, 2).Hash!)], decision.Inputs);
        Assert.Equal([2.5, 1.5], Weights(decision));
        Assert.Equal([new(One, WindowMs, false, 0), new(Two, WindowMs, false, 0)], decision.Participants);
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    public void TryClose_ClosedThrough_ReachesTheEndOfTheWindowExactly(long closedThrough, bool closes)
    {
        var log = Read(Open(2), Update(One, 0, 1), Progress(Two, closedThrough));

        Assert.Equal(closes, log.Decisions.Count == 1);
        Assert.Equal([UpdateVerdict.Accepted, UpdateVerdict.Progress], log.Verdicts);
    }

    [Fact]
    public void TryClose_NamesOfParticipants_AreInOrdinalOrder()
    {
        var log = Read(Open(4), Update("default/2", 0, 1), Update("default/10", 0, 2), Update(Two, 0, 3), Update(One, 0, 4));

        var decision = Assert.Single(log.Decisions);
        Assert.Equal([One, Two, "default/10", "default/2"], decision.Inputs.Select(input => input.Participant));
        Assert.Equal([One, Two, "default/10", "default/2"], decision.Participants.Select(participant => participant.Participant));
        Assert.Equal([4, 3, 2, 1], Weights(decision));
    }

    [Fact]
    public void TryClose_OneMessage_ClosesSeveralRoundsInOrderOfTheirWindows()
    {
        var log = Read(
            Open(2), Update(One, 2_000, 3), Update(One, 0, 1), Update(One, 1_000, 2), Update(Two, 4_000, 5), Update(One, 4_000, 4));

        Assert.Equal([0L, 1_000, 2_000, 4_000], log.Decisions.Select(decision => decision.WindowStart));
        Assert.Equal(
            [(4L, 0L), (4L, 0L), (4L, 3L), (5L, 5L)], log.Decisions.Select(decision => (decision.NextOffset, decision.ResumeOffset)));
    }

    [Fact]
    public void TryClose_OldestRoundIsOpen_KeepsTheYoungerOnesOpen()
    {
        var book = Open(3);

        var log = Read(book, Update(One, 0, 1), Update(One, 1_000, 1), Update(Two, 1_000, 1), Progress("default/10", 500));

        Assert.Empty(log.Decisions);
        Assert.Equal(2, book.OpenRounds);
    }

    [Fact]
    public void Read_Duplicate_ChangesNothing()
    {
        var log = Read(Open(2), Update(One, 0, 1), Update(One, 0, 1), Update(Two, 0, 2), Update(One, 0, 1), Update(One, 1_000, 7));

        Assert.Equal(
            [UpdateVerdict.Accepted, UpdateVerdict.Duplicate, UpdateVerdict.Accepted, UpdateVerdict.Duplicate, UpdateVerdict.Accepted],
            log.Verdicts);
        Assert.Equal([0, 2], Assert.Single(log.Decisions).Inputs.Select(input => input.Offset));
    }

    [Fact]
    public void Read_OtherContributionToTheSameWindow_IsAConflictAndTheFirstStays()
    {
        var log = Read(
            Open(2),
            Update(One, 0, 1),
            Update(One, 0, 9),
            Update(One, 0, 1) with { Log = "other/sensor-data" },
            Update(Two, 0, 2),
            Update(One, 0, 9));

        Assert.Equal(
            [UpdateVerdict.Accepted, UpdateVerdict.Conflict, UpdateVerdict.Conflict, UpdateVerdict.Accepted, UpdateVerdict.Conflict],
            log.Verdicts);
        Assert.Equal([1, 2], Weights(Assert.Single(log.Decisions)));
    }

    [Fact]
    public void Read_WindowThatEndsAfterAShorterOneThatClosed_IsOpen()
    {
        var shorter = Decided(Assert.Single(Read(Open(1), Update(One, 0, 1)).Decisions), 0) with
        {
            WindowStart = WindowMs / 2,
            WindowEnd = (WindowMs / 2) + 100,
            Inputs = [],
            NextOffset = 0,
            ResumeOffset = 0,
            Participants = [new(One, (WindowMs / 2) + 100, false, 0), new(Two, (WindowMs / 2) + 100, false, 0)],
        };
        var book = Open(2, shorter);
        Assert.Equal((WindowMs / 2) + 100, book.ClosedThrough);

        var log = Read(book, Update(One, 0, 1), Update(Two, 0, 2));

        Assert.Equal([UpdateVerdict.Accepted, UpdateVerdict.Accepted], log.Verdicts);
        Assert.Equal(0, Assert.Single(log.Decisions).WindowStart);
    }

    [Fact]
    public void Read_UpdateOfARoundThatClosedWithoutIt_IsClosed()
    {
        var book = Open(2);
        var log = Read(book, Update(One, 1_000, 1), Progress(Two, 2_000), Update(Two, 1_000, 2), Update(One, 0, 3));

        Assert.Equal([UpdateVerdict.Accepted, UpdateVerdict.Progress, UpdateVerdict.Closed, UpdateVerdict.Closed], log.Verdicts);
        Assert.Single(log.Decisions);
        Assert.Equal(0, book.OpenRounds);
    }

    [Fact]
    public void Read_StrangerAndOtherFederation_CountForNothing()
    {
        var book = Open(2);
        var log = Read(
            book,
            Update("default/2", 0, 1),
            Progress("DEFAULT/0", 9_000),
            Idle("default/2", 9_000),
            Update(One, 0, 1) with { Federation = "other" });

        Assert.Equal([UpdateVerdict.Unknown, UpdateVerdict.Unknown, UpdateVerdict.Unknown, UpdateVerdict.Federation], log.Verdicts);
        Assert.Equal((0, 4L), (book.OpenRounds, book.NextOffset));
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public void Read_UpdateWithAFlaw_CountsForNothing(string flaw)
    {
        var expected = flaw switch
        {
            "federation" => UpdateVerdict.Federation,
            "model" => UpdateVerdict.Model,
            "weights" => UpdateVerdict.Dimension,
            "NaN" or "infinity" or "-infinity" => UpdateVerdict.NotFinite,
            "no samples" or "negative samples" => UpdateVerdict.Samples,
            _ => UpdateVerdict.Malformed,
        };

        var log = Read(Open(2), Break(Update(One, 0, 1), flaw), Update(Two, 0, 2));

        Assert.Equal([expected, UpdateVerdict.Accepted], log.Verdicts);
        Assert.Equal(expected.ReportsProgress() ? [Two] : [], log.Decisions.SelectMany(decision => decision.Inputs).Select(input => input.Participant));
    }

    [Fact]
    public void TryClose_IdleParticipant_IsNotWaitedFor()
    {
        var log = Read(Open(2), Update(One, 0, 1), Idle(Two, null), Update(One, 1_000, 2));

        Assert.Equal([UpdateVerdict.Accepted, UpdateVerdict.BecameIdle, UpdateVerdict.Accepted],
            log.Verdicts);
        Assert.Equal([(0L, 2L), (1_000L, 3L)], log.Decisions.Select(decision => (decision.WindowStart, decision.NextOffset)));
        Assert.Equal(new(Two, null, true, 0), log.Decisions[0].Participants[1]);
    }

    [Fact]
    public void TryClose_IdleParticipantThatSpokeAgain_IsWaitedFor()
    {
        var log = Read(Open(2), Idle(Two, null), Update(One, 0, 1), Progress(Two, 1_000), Update(One, 1_000, 2), Progress(Two, 2_000));

        Assert.Equal([(0L, 2L), (1_000L, 5L)], log.Decisions.Select(decision => (decision.WindowStart, decision.NextOffset)));
    }

    [Fact]
    public void Read_IdleTwice_BecameIdleOnce()
    {
        var log = Read(Open(2), Idle(Two, 1_000), Idle(Two, 2_000), Progress(Two, 2_000), Idle(Two, 2_000));

        Assert.Equal([UpdateVerdict.BecameIdle, UpdateVerdict.Progress, UpdateVerdict.Progress, UpdateVerdict.BecameIdle], log.Verdicts);
    }

    [Fact]
    public void Read_OlderProgress_DoesNotGoBack()
    {
        var log = Read(
            Open(2),
            Progress(One, 5_000) with { NextOffset = 50 },
            Progress(One, 1_000) with { NextOffset = 10 },
            Progress(One, null),
            Update(Two, 0, 1));

        Assert.Equal(new(One, 5_000, false, 50), Assert.Single(log.Decisions).Participants[0]);
    }

    [Fact]
    public void TryClose_ResumeOffset_IsTheFirstUpdateOfTheOldestOpenRound()
    {
        var log = Read(Open(2), Progress(One, 0), Update(One, 0, 1), Update(One, 1_000, 2), Update(Two, 0, 3), Update(Two, 1_000, 4));

        Assert.Equal([(4L, 2L), (5L, 5L)], log.Decisions.Select(decision => (decision.NextOffset, decision.ResumeOffset)));
    }

    [Fact]
    public void Constructor_BehindADecision_KnowsItsInputsAndWhereToRead()
    {
        UpdateMessage[] messages = [Update(One, 0, 1), Update(One, 1_000, 2), Update(Two, 0, 3), Update(One, 0, 1), Update(One, 0, 9)];
        var first = Read(Open(2), messages).Decisions.Select(Decided).ToList();
        var book = Open(2, first);
        Assert.Equal((1L, 3L), (book.NextOffset, book.DecidedOffset));

        var log = Read(book, messages);

        Assert.Equal([UpdateVerdict.Accepted, UpdateVerdict.Duplicate, UpdateVerdict.Duplicate, UpdateVerdict.Conflict],
            log.Verdicts);
    }

    [Fact]
    public void Read_IdleMessageBelowTheDecision_DoesNotBecomeIdleAgain()
    {
        UpdateMessage[] messages = [Update(One, 1_000, 2), Update(One, 0, 1), Progress(Two, 500), Idle(Two, 500), Update(One, 2_000, 3)];
        var decisions = Read(Open(2), messages).Decisions;
        Assert.Equal([(4L, 0L), (4L, 4L), (5L, 5L)], decisions.Select(decision => (decision.NextOffset, decision.ResumeOffset)));

        var log = Read(Open(2, Decided(decisions[0], 0)), messages);

        Assert.Equal(
            [UpdateVerdict.Accepted, UpdateVerdict.Duplicate, UpdateVerdict.Progress, UpdateVerdict.Progress, UpdateVerdict.Accepted],
            log.Verdicts);
        Assert.Equal(decisions.Skip(1).Select(Text), log.Decisions.Select(Text));
    }

    [Fact]
    public void SkipTo_OffsetsWithoutMessages_GoesOnBehindThemAndNeverBack()
    {
        var book = Open(1);

        book.SkipTo(7);
        book.SkipTo(3);
        book.Read(Update(One, 0, 1), 8);

        Assert.Equal((9L, 9L), (book.NextOffset, book.TryClose()!.NextOffset));
    }

    /// <summary>An update that is wrong in one way; its hash fits unless that is the way.</summary>
    private static UpdateMessage Break(UpdateMessage update, string flaw) => flaw switch
    {
        "federation" => update with { Federation = "other" },
        "hash" => update with { Hash = Update(One, 0, 2).Hash },
        "no hash" => update with { Hash = null },
        "no start" => update with { WindowStart = null },
        "no end" => update with { WindowEnd = null },
        "no model" => update with { Model = null },
        "no present" => update with { Present = null },
        "no weights" => update with { Weights = null },
        "unaligned" => Hashed(update with { WindowStart = 1, WindowEnd = 1_001 }),
        "end" => Hashed(update with { WindowEnd = 2_000 }),
        "model" => update with { Model = "moments", Hash = UpdateHash.Compute(One, "moments", 0, WindowMs, 3, [3, 0], [1], 0, []) },
        "samples" => update with { Samples = 4 },
        "no samples" => Hashed(update with { Samples = 0 }),
        "negative samples" => Hashed(update with { Samples = -1 }),
        "present" => Hashed(update with { Present = [3, 0, 0] }),
        "weights" => Hashed(update with { Weights = [1, 1] }),
        "NaN" => Hashed(update with { Weights = [double.NaN] }),
        "infinity" => Hashed(update with { Weights = [double.PositiveInfinity] }),
        "-infinity" => Hashed(update with { Weights = [double.NegativeInfinity] }),
        _ => throw new ArgumentOutOfRangeException(nameof(flaw)),
    };

    private static UpdateMessage Hashed(UpdateMessage update) => update with
    {
        Hash = UpdateHash.Compute(
            update.Participant,
            update.Model!,
            update.WindowStart!.Value,
            update.WindowEnd!.Value,
            update.Samples,
            [.. update.Present!],
            [.. update.Weights!]),
    };
}
