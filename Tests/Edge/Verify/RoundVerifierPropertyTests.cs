using CsCheck;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Edge.Verify.RecordedFederation;

namespace FederatedOrleans.Tests.Edge.Verify;

[Trait("Category", "Unit")]
public sealed class RoundVerifierPropertyTests
{
    private static readonly Gen<UpdateMessage> Messages = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 7], Gen.Double[-100, 100], Gen.Int[1, 5], (who, what, window, weight, samples) =>
        {
            var participant = $"default/{who}";
            return what switch
            {
                0 => Idle(participant, window * WindowMs),
                1 => Progress(participant, null),
                2 or 3 => Progress(participant, window * WindowMs),
                4 => Update(participant, window * WindowMs, weight, samples) with { ClosedThrough = null },
                5 => Update(participant, (window * WindowMs) + 1, weight, samples),
                6 => Update(participant, window * WindowMs, weight, samples) with { Samples = samples + 1 },
                _ => Update(participant, window * WindowMs, weight, samples),
            };
        });

    [Fact]
    public async Task VerifyAsync_AnyMessagesInAnyOrder_AgreesWithTheAggregator() =>
        await Messages.Array[0, 60].SampleAsync(async messages =>
        {
            RecordedFederation federation = new();
            federation.Configure("default/0", "default/1", "default/2");
            Array.ForEach(messages, federation.Say);
            federation.Decide();

            var verdicts = await federation.VerifyAsync();

            Assert.Equal(federation.Versions.Count(), verdicts.Count);
            Assert.All(verdicts, verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
        });

    [Fact]
    public async Task VerifyAsync_AggregatorThatTookOverAnywhere_AgreesWithTheFirst() =>
        await Gen.Select(Messages.Array[0, 60], Gen.Int[0, 60]).SampleAsync(async (messages, kept) =>
        {
            RecordedFederation federation = new();
            federation.Configure("default/0", "default/1", "default/2");
            Array.ForEach(messages, federation.Say);
            federation.Decide();
            var first = federation.Versions.Select(round => round.NextOffset).ToList();
            federation.Rounds.RemoveAll(entry => entry is RoundEntry round && round.Version > kept);

            federation.Decide();

            Assert.Equal(first, federation.Versions.Select(round => round.NextOffset));
            Assert.All(await federation.VerifyAsync(), verdict => Assert.True(verdict.Kind == VerdictKind.Equal, verdict.ToString()));
        });

    [Fact]
    public async Task VerifyAsync_OneByteOfAnAcceptedUpdateChanged_NamesItsVersionAlone() =>
        await Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1], Gen.Int[0, 10_000], Gen.Byte).SampleAsync(async (version, input, position, value) =>
        {
            var federation = Create();
            var round = federation.Versions.ElementAt(version);
            var offset = (int)round.Inputs[input % round.Inputs.Count].Offset;
            var json = federation.Updates[offset]!;
            var before = Meaning(json);
            json = [.. json];
            json[position % json.Length] = value;
            federation.Updates[offset] = json;
            var isEqual = Meaning(json) == before;

            var verdicts = await federation.VerifyAsync();

            var verdict = verdicts[version];
            Assert.True(isEqual || (verdict.Kind == VerdictKind.Different && verdict.Version == version + 1), verdict.ToString());
            Assert.True(isEqual || verdicts.Count(one => one.Kind != VerdictKind.Equal) == 1, string.Join("; ", verdicts));
        });

    [Fact]
    public void ReadEntryAndReadUpdate_AnyBytes_NeverThrow() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 2]).Sample((position, value, kind) =>
        {
            var federation = Create();
            var json = kind == 0
                ? federation.Updates[0]!
                : System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(federation.Rounds[kind], TopicJson.Default.RoundsEntry);
            json[position % json.Length] = value;
            TopicRecords.ReadEntry(json);
            TopicRecords.ReadUpdate(null, json);
            TopicRecords.ReadEntry(json.AsSpan(0, position % json.Length).ToArray());
        });

    /// <summary>What the update contributes: everything that its version is made from.</summary>
    private static string? Meaning(byte[] json) =>
        TopicRecords.ReadUpdate(null, json) is { } message && Contribution.From(new(0, message)) is { } update
            ? $"{update.Federation} {update.Hash} {update.SaidHash}"
            : null;
}
