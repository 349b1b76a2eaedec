using CsCheck;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Rejection;
using FederatedOrleans.Tests.Federations;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Grains.Fog;

[Trait("Category", "Unit")]
public sealed class FogPartitionPropertyTests
{
    private const int Length = 400;
    private const long Iterations = 200;

    /// <summary>A partition: many readings per window, a few, or windows without any.</summary>
    private static readonly Gen<SensorRecord[]> Logs = Gen.Select(
        Gen.Int, Gen.OneOf(100, 1_100, 3_100, 12_000), Gen.OneOf(1, 1, 3),
        (seed, spacing, step) => SensorLog.Create(seed, 2, Length * 2, spacing).ByParticipant["default/0"]
            .Select(record => record with { Offset = record.Offset * step }).ToArray());

    /// <summary>Places between two records, in order.</summary>
    private static readonly Gen<int[]> Places = Gen.Int[0, Length].Array[0, 12].Select(places => places.Distinct().Order().ToArray());

    private static readonly Gen<int> Overlaps = Gen.Int[0, 20];

    [Fact]
    public void Process_AnyPartition_CountsAndWeighsAsTheOracle() => Logs.Sample(
        records =>
        {
            var oracle = FederationOracle.Compute(
                new(FogLife.WindowMs, 1_000, 60_000, ["temperature", "vibration"], ["default/0"]),
                new Dictionary<string, IReadOnlyList<SensorRecord>> { ["default/0"] = records });
            var expected = oracle.Participants["default/0"];
            FogLife life = new();

            life.Process(records);

            Assert.Equal(expected.ClosedThrough, life.State.ClosedThrough);
            Assert.Equal(
                (expected.Readings, expected.Late, expected.Future, expected.Malformed),
                (life.State.Readings, life.State.Late, life.State.Future, life.State.Malformed));
            Assert.Equal([expected.Present["temperature"], expected.Present["vibration"]], life.State.Present);
            Assert.Equal(records.Length, life.State.Readings + life.State.Late + life.State.Future + life.State.Malformed);
            life.Partition.GoIdle();
            Assert.Equal(
                expected.Windows.Select(window => (window.Start, window.Samples, BitConverter.DoubleToInt64Bits(window.Weight))),
                life.Updates.Select(
                    update => (update.WindowStart!.Value, update.Samples, BitConverter.DoubleToInt64Bits(update.Weights![0]))));
        },
        iter: Iterations);

    [Fact]
    public void Process_AnyBatchesDeliveredAnyTimes_SaysTheSame() => Gen.Select(Logs, Places, Places, Overlaps).Sample(
        (records, idles, cuts, overlap) =>
        {
            var expected = Live(new(), records, idles);

            var life = Live(new(), records, idles, cuts, overlap);

            AssertSame(expected, life);
            Assert.Equal(expected.Rejected.Select(Text), life.Rejected.Select(Text));
        },
        iter: Iterations);

    [Fact]
    public void Process_CrashesAnywhere_GoesOnTheSame() => Gen.Select(Logs, Places, Places, Overlaps).Sample(
        (records, idles, crashes, overlap) =>
            AssertSame(Live(new(), records, idles), Live(new(), records, idles, crashes, overlap, life => life.Crash())),
        iter: Iterations);

    [Fact]
    public void Repeat_LifeThatLostItsState_SaysTheUpdatesOfTheFirstWhereverThatWasIdle() => Gen.Select(Logs, Places, Places).Sample(
        (records, idles, cuts) =>
        {
            var first = Live(new(), records, idles);
            first.Partition.GoIdle();
            FogLife second = new();

            second.Partition.Repeat(FogLife.ClosingsOf(first.Said, second.State));
            Live(second, records, [], cuts);

            Assert.False(second.Partition.HasClosings);
            Assert.Equal(first.Updates.Select(Identity), second.Updates.Select(Identity));
            Assert.Equal(first.State.ClosedThrough, second.State.ClosedThrough);
            Assert.Equal((first.State.Readings, first.State.Late), (second.State.Readings, second.State.Late));
        },
        iter: Iterations);

    [Fact]
    public void Repeat_LifeWithAnOlderCheckpoint_ContradictsNothingThatWasPublished() => Gen.Select(
        Logs, Places, Gen.Int[0, Length], Gen.Int[0, Length], Gen.Double[0, 1]).Sample(
        (records, idles, checkpoint, death, published) =>
        {
            FogNodeState? saved = null;
            var first = Live(new(), records[..Math.Max(checkpoint, death)], idles, [checkpoint], onCut: life =>
            {
                saved = life.Saved();
                return life;
            });
            var log = first.Said.Take((int)Math.Round(first.Said.Count * published)).ToList();
            FogLife second = new(saved);

            second.Partition.Repeat(FogLife.ClosingsOf(log, second.State));
            Live(second, records, []);
            second.Partition.GoIdle();

            var hashes = second.Updates.ToDictionary(update => update.WindowStart!.Value, update => update.Hash);
            Assert.All(
                log.Where(message => message.Kind == UpdateKind.Update),
                update => Assert.Equal(hashes[update.WindowStart!.Value], update.Hash));
        },
        iter: Iterations);

    /// <summary>Handles records; idle at some places, with batches that end at further ones and begin before the last one ended.</summary>
    internal static FogLife Live(
        FogLife life, SensorRecord[] records, int[] idles, int[]? cuts = null, int overlap = 0, Func<FogLife, FogLife>? onCut = null)
    {
        var from = 0;
        foreach (var place in idles.Concat(cuts ?? []).Append(records.Length).Where(place => place <= records.Length).Distinct().Order())
        {
            life.Process(records.AsSpan()[Math.Max(0, from - overlap)..place]);
            from = place;
            if (idles.Contains(place))
            {
                life.Partition.GoIdle();
            }

            if (cuts?.Contains(place) == true && onCut is not null)
            {
                life = onCut(life);
            }
        }

        return life;
    }

    internal static void AssertSame(FogLife expected, FogLife life)
    {
        Assert.Equal(expected.Scores, life.Scores);
        Assert.Equal(expected.Messages(), life.Messages());
        Assert.Equal(expected.Counters(), life.Counters());
    }

    private static (long?, long, string?) Identity(UpdateMessage update) => (update.WindowStart, update.Samples, update.Hash);

    private static string Text(RejectedRecord record) =>
        $"{record.Offset} {record.Reason} {Convert.ToHexString(record.Key!)} {Convert.ToHexString(record.Value!)}";
}
