using System.Text.Json;
using CsCheck;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Grains.Aggregation;
using static FederatedOrleans.Tests.Edge.Verify.RecordedFederation;

namespace FederatedOrleans.Tests.Edge.Verify;

[Trait("Category", "Unit")]
public sealed class ModelVerifierTests
{
    public static TheoryData<string> Examples => ModelFederations.Examples;

    public static TheoryData<string> Fields =>
        ["samples", "weights", "sums", "memory", "steps", "baseVersion", "reason", "input", "staleness", "nextOffset", "hash", "runningCount", "participants"];

    public static TheoryData<string> Federations => [.. RoundEnginePropertyTests.Federations.Keys];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task VerifyAsync_WhatTheAggregatorWrote_IsEqual(string name)
    {
        var federation = ModelFederations.Create(name);

        var verdicts = await federation.VerifyAsync();

        Assert.True(verdicts.Count >= 4);
        Assert.Equal(federation.Versions.Count(), verdicts.Count);
        Assert.All(verdicts, verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task VerifyAsync_OneByteOfAnInputChanged_NamesItsVersionAlone(string name)
    {
        var federation = ModelFederations.Create(name);
        var versions = federation.Versions.ToList();
        await Gen.Select(Gen.Int[0, versions.Count - 1], Gen.Int[0, 3], Gen.Int[0, 10_000], Gen.Byte).SampleAsync(
            async (version, input, position, value) =>
            {
                var changed = ModelFederations.Create(name);
                var inputs = versions[version].Inputs;
                var offset = (int)inputs[input % inputs.Count].Offset;
                byte[] json = [.. changed.Updates[offset]!];
                json[position % json.Length] = value;
                var isEqual = Meaning(json) == Meaning(changed.Updates[offset]!);
                changed.Updates[offset] = json;

                var verdicts = await changed.VerifyAsync();

                var verdict = verdicts[version];
                Assert.True(isEqual || (verdict.Kind == VerdictKind.Different && verdict.Version == version + 1), verdict.ToString());
                Assert.True(isEqual || verdicts.Count(one => one.Kind != VerdictKind.Equal) == 1, string.Join("; ", verdicts));
            },
            iter: 200);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task VerifyAsync_OneByteOfAnEntryChanged_NamesItsVersion(string name)
    {
        var federation = ModelFederations.Create(name);
        var count = federation.Versions.Count();
        await Gen.Select(Gen.Int[1, count - 2], Gen.Int[0, 10_000], Gen.Byte).SampleAsync(
            async (version, position, value) =>
            {
                var changed = ModelFederations.Create(name);
                var index = changed.Rounds.FindIndex(entry => entry is RoundEntry round && round.Version == version + 1);
                var json = JsonSerializer.SerializeToUtf8Bytes(changed.Rounds[index], TopicJson.Default.RoundsEntry);
                json[position % json.Length] = value;
                var entry = TopicRecords.ReadEntry(json);
                if (entry is RoundEntry read && !(read.Weights.All(double.IsFinite) && double.IsFinite(read.RunningSum)))
                {
                    // An exponent may make an infinity of a number, which this federation cannot write as JSON again.
                    return;
                }

                var isEqual = entry is not null && Meaning(entry) == Meaning(changed.Rounds[index]);
                changed.Rounds.RemoveAt(index);
                if (entry is not null)
                {
                    changed.Rounds.Insert(index, entry);
                }

                var verdicts = await changed.VerifyAsync();

                Assert.Equal(!isEqual, verdicts.Any(verdict => verdict.Version == version + 1 && verdict.Kind == VerdictKind.Different));
                Assert.All(verdicts.Take(version), verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
            },
            iter: 300);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task VerifyAsync_OneFieldOfARecordChanged_NamesTheVersion(string field)
    {
        foreach (var row in Examples)
        {
            var federation = ModelFederations.Create(row.Data);
            federation.Tamper(3, round => Change(round, field));

            var verdicts = await federation.VerifyAsync();

            Assert.Equal((3, VerdictKind.Different), (verdicts[2].Version, verdicts[2].Kind));
            Assert.All(verdicts.Take(2), verdict => Assert.Equal(VerdictKind.Equal, verdict.Kind));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task VerifyAsync_UpdatesRemoved_NamesTheFirstMissingOffset(string name)
    {
        var federation = ModelFederations.Create(name);
        federation.Low = 2;

        var verdicts = await federation.VerifyAsync();

        Assert.Equal((1, VerdictKind.NotVerifiable, 0L), (verdicts[0].Version, verdicts[0].Kind, verdicts[0].MissingOffset));
        Assert.All(verdicts.Skip(1), verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task VerifyAsync_Range_BelievesTheVersionBefore(string name)
    {
        var federation = ModelFederations.Create(name);

        var verdicts = await federation.VerifyAsync(3, 4);

        Assert.Equal([3, 4], verdicts.Select(verdict => verdict.Version));
        Assert.All(verdicts, verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
    }

    [Fact]
    public async Task VerifyAsync_SkippedRoundChanged_NamesTheVersionThatFollows()
    {
        var federation = ModelFederations.Create("logistic/multi-krum");
        var index = federation.Rounds.FindIndex(entry => entry is SkippedEntry);
        var skipped = (SkippedEntry)federation.Rounds[index];
        federation.Rounds[index] = skipped with { Needed = skipped.Needed + 1 };

        var different = Assert.Single(await federation.VerifyAsync(), verdict => verdict.Kind != VerdictKind.Equal);

        Assert.Equal((skipped.Version, VerdictKind.Different), (different.Version, different.Kind));
    }

    [Fact]
    public async Task VerifyAsync_ModelOfSomebodysOwn_IsNotVerifiable()
    {
        var federation = ModelFederations.Create("logistic/fedadam");
        federation.Rounds[0] = (ConfigurationEntry)federation.Rounds[0] with { Model = "own" };

        Assert.All(await federation.VerifyAsync(), verdict => Assert.Equal(VerdictKind.NotVerifiable, verdict.Kind));
    }

    /// <summary>Whatever comes in whatever order, and whatever operators and deadlines do in between.</summary>
    [Theory]
    [MemberData(nameof(Federations))]
    public async Task VerifyAsync_AnyMessagesAndDecisions_AgreesWithTheAggregator(string name)
    {
        var settings = RoundEnginePropertyTests.Federations[name];
        var configuration = ModelFederations.Configuration(settings.Model.Name, settings.Strategy.Name, settings.Rules, settings.Accumulate);
        await Gen.Select(RoundEnginePropertyTests.Words.Array[0, 60], RoundEnginePropertyTests.Operations).SampleAsync(
            async (words, operations) =>
            {
                List<UpdateMessage?> messages = [.. words.Select(word => RoundEnginePropertyTests.ToMessage(settings, word))];
                var decisions = RoundEnginePropertyTests.Decide(settings, messages, operations, []);
                var federation = ModelFederations.Record(configuration, messages, decisions);

                var verdicts = await federation.VerifyAsync();

                Assert.Equal(federation.Versions.Count(), verdicts.Count);
                Assert.All(verdicts, verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
            },
            iter: 200);
    }

    [Fact]
    public async Task VerifyAsync_SeedWeightWithDecisions_IsEqualAndFollowsThem()
    {
        var federation = SeedWeightWithDecisions();

        var verdicts = await federation.VerifyAsync();

        Assert.Equal(
            [RoundReason.Complete, RoundReason.Deadline, RoundReason.Rollback, RoundReason.Complete], federation.Versions.Select(round => round.Reason!.Value));
        Assert.Equal(4, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
    }

    [Theory]
    [InlineData(typeof(DeadlineEntry), 2)]
    [InlineData(typeof(RollbackEntry), 3)]
    [InlineData(typeof(QuarantineEntry), 4)]
    public async Task VerifyAsync_DecisionTakenAway_NamesTheVersion(Type decision, long version)
    {
        var federation = SeedWeightWithDecisions();
        federation.Rounds.RemoveAll(entry => entry.GetType() == decision);

        Assert.Contains(await federation.VerifyAsync(), verdict => verdict.Version == version && verdict.Kind == VerdictKind.Different);
    }

    /// <summary>A complete round, one whose deadline fires, a way back to the first, and one that does not wait for a participant in quarantine.</summary>
    private static RecordedFederation SeedWeightWithDecisions()
    {
        string[] participants = ["default/0", "default/1"];
        UpdateMessage[] messages =
        [
            Update("default/0", 0, 1), Update("default/1", 0, 2), Update("default/0", 1_000, 3), Update("default/0", 2_000, 4),
        ];
        RoundEngine engine = new(Settings(participants), Log, RoundPast.None);
        var entries = Engines.Run(engine, messages, (offset, log) =>
        {
            if (offset == 3)
            {
                engine.FireDeadline();
                engine.RollBackTo(log.OfType<RoundEntry>().First());
                engine.Quarantine("default/1", 3, "norm");
            }
        });
        RecordedFederation federation = new();
        federation.Configure(participants);
        federation.Rounds.AddRange(entries);
        Array.ForEach(messages, federation.Say);
        return federation;
    }

    private static RoundEntry Change(RoundEntry round, string field) => field switch
    {
        "samples" => round with { Samples = round.Samples + 1 },
        "weights" => round with { Weights = [.. round.Weights.SkipLast(1), Math.BitIncrement(round.Weights[^1])] },
        "sums" => round with { Sums = Flip(round.Sums) },
        "memory" => round with { Memory = Flip(round.Memory) },
        "steps" => round with { Steps = round.Steps + 1 },
        "baseVersion" => round with { BaseVersion = null },
        "reason" => round with { Reason = RoundReason.Flush },
        "input" => round with { Inputs = [.. round.Inputs.Skip(1)] },
        "staleness" => round with { Inputs = [round.Inputs[0] with { Staleness = (round.Inputs[0].Staleness ?? 0) + 1 }, .. round.Inputs.Skip(1)] },
        "nextOffset" => round with { NextOffset = round.NextOffset + 1 },
        "hash" => round with { Hash = new('0', 64) },
        "runningCount" => round with { RunningCount = round.RunningCount + 1 },
        "participants" => round with { Participants = [.. round.Participants.Skip(1)] },
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static byte[] Flip(byte[]? bytes) => bytes is null ? new byte[16] : [.. bytes.SkipLast(1), (byte)(bytes[^1] ^ 1)];

    /// <summary>What the update contributes: everything that its version is made from.</summary>
    private static string? Meaning(byte[] json) => UpdateContent.From(TopicRecords.ReadUpdate(null, json)) is { } update
        ? $"{update.Message.Federation} {update.Message.WindowEnd} {update.Hash} {update.Message.Hash ?? update.Hash}"
        : null;

    private static string Meaning(RoundsEntry entry) => Engines.Text(entry with { Writer = "", CreatedAt = default });
}
