using CsCheck;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Grains.Fog;

/// <summary>What a fog node says and scores is a function of its partition and of the bases alone, whatever the model.</summary>
[Trait("Category", "Unit")]
public sealed class FogModelPropertyTests
{
    private const int Length = 300;
    private const long Iterations = 50;

    private static readonly Gen<SensorRecord[]> Logs = Gen.Select(
        Gen.Int, Gen.OneOf(100, 1_100, 3_100, 12_000), (seed, spacing) => LabelledLog.Create(seed, Length, spacing));

    private static readonly Gen<int[]> Places = Gen.Int[0, Length].Array[0, 12].Select(places => places.Distinct().Order().ToArray());

    private static readonly Gen<int> Overlaps = Gen.Int[0, 20];

    /// <summary>Model, whether it scores with its own sums, and how many readings train.</summary>
    public static TheoryData<string, bool, long> Kinds => new()
    {
        { "moments", false, 0 },
        { "moments", true, 0 },
        { "moments", true, 120 },
        { "ridge", true, 0 },
        { "logistic", false, 0 },
        { "logistic", false, 120 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Process_AnyBatchesAndCrashesAnywhere_SaysAndScoresTheSame(string model, bool isOwn, long training)
    {
        var settings = SettingsOf(model, isOwn, training);
        Gen.Select(Logs, Places, Places, Overlaps).Sample(
            (records, idles, cuts, overlap) =>
            {
                var expected = Live(settings, records, idles);

                var crashed = Live(settings, records, idles, cuts, overlap, life => life.Crash());
                var resolved = Live(settings, records, idles, cuts, overlap, life =>
                {
                    life.Resolve();
                    return life;
                });

                FogPartitionPropertyTests.AssertSame(expected, crashed);
                FogPartitionPropertyTests.AssertSame(expected, resolved);
            },
            iter: Iterations);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Repeat_LifeThatLostItsState_SaysTheUpdatesOfTheFirstAlthoughThereAreNewerVersions(string model, bool isOwn, long training)
    {
        var settings = SettingsOf(model, isOwn, training);
        Gen.Select(Logs, Places, Places, Gen.Double[0, 1]).Sample(
            (records, idles, cuts, published) =>
            {
                var first = Live(settings, records, idles, [], 0, null, isLast: true);
                var log = first.Said.Take((int)Math.Round(first.Said.Count * published)).ToList();
                FogLife second = new(settings: settings) { VersionThrough = through => first.VersionThrough(through) + 1_000 };

                second.Partition.Repeat(FogLife.ClosingsOf(log, second.State), BasesOf(log));
                FogPartitionPropertyTests.Live(second, records, [], cuts);
                second.Partition.GoIdle();
                second.Resolve();

                Assert.False(second.Partition.HasClosings);
                var hashes = second.Updates.ToDictionary(update => update.WindowStart!.Value, update => update.Hash);
                Assert.All(
                    log.Where(message => message.Kind == UpdateKind.Update),
                    update => Assert.Equal(update.Hash, hashes[update.WindowStart!.Value]));
            },
            iter: Iterations);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Process_AnyPartition_ReportsItsClosingsInOrderAndNoneBeforeItsUpdate(string model, bool isOwn, long training)
    {
        var settings = SettingsOf(model, isOwn, training);
        Gen.Select(Logs, Places).Sample(
            (records, idles) =>
            {
                var life = Live(settings, records, idles, [], 0, null, isLast: true);

                var closed = long.MinValue;
                foreach (var message in life.Said)
                {
                    Assert.True(message.ClosedThrough is null || message.ClosedThrough >= closed);
                    Assert.True(message.Kind != UpdateKind.Update || (message.WindowStart >= closed && message.WindowEnd == message.ClosedThrough));
                    closed = message.ClosedThrough ?? closed;
                }

                Assert.Equal(life.State.ClosedThrough, closed);
                Assert.Equal(records.Length, life.State.Readings + life.State.Late + life.State.Future + life.State.Malformed);
                Assert.Equal(training > 0 ? Math.Min(training, life.State.Readings) : life.State.Readings, ReadingsOf(life, settings));
            },
            iter: Iterations);
    }

    /// <summary>The readings behind the updates, those included that the model had no use for.</summary>
    private static long ReadingsOf(FogLife life, FogSettings settings) => settings.Model.NeedsBase
        ? Math.Max(life.Updates.Sum(update => update.Samples), settings.Scoring.TrainingReadings > 0 ? Math.Min(settings.Scoring.TrainingReadings, life.State.Readings) : life.State.Readings)
        : settings.Model.Name == "ridge" ? life.State.Readings
        : life.Updates.Sum(update => update.Samples);

    private static FogLife Live(
        FogSettings settings, SensorRecord[] records, int[] idles, int[]? cuts = null, int overlap = 0, Func<FogLife, FogLife>? onCut = null, bool isLast = false)
    {
        var life = FogPartitionPropertyTests.Live(new(settings: settings), records, idles, cuts, overlap, onCut);
        if (isLast)
        {
            life.Partition.GoIdle();
        }

        life.Resolve();
        return life;
    }

    private static Dictionary<long, long> BasesOf(IEnumerable<UpdateMessage> said) => said.Where(message => message.BaseVersion is not null)
        .ToDictionary(message => message.WindowStart!.Value, message => message.BaseVersion!.Value);

    private static FogSettings SettingsOf(string model, bool isOwn, long training) => FogLife.Settings with
    {
        Features = LabelledLog.Features,
        Model = new LocalModels().Create(model, new(
            LabelledLog.Features, model == "moments" ? new Dictionary<string, string>() : new() { ["Target"] = "label" })),
        Scoring = new() { IsOwn = isOwn, TrainingReadings = training, PublishAll = training > 0 },
    };
}
