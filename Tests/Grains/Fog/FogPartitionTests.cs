using System.Text;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Grains.Fog;

[Trait("Category", "Unit")]
public sealed class FogPartitionTests
{
    /// <summary>The first reading of the tests' partitions closes every window before the epoch.</summary>
    private static readonly (UpdateKind Kind, long? WindowStart, long? ClosedThrough, long NextOffset) FirstReading =
        (UpdateKind.Progress, null, 0, 1);

    private readonly FogLife _life = new();

    [Fact]
    public void Process_WindowThatCloses_SaysOneUpdate()
    {
        _life.Process(
            FogLife.Record(0, 1_000, """{"temperature":26,"vibration":0.03}"""),
            FogLife.Record(1, 2_000, """{"temperature":27}"""),
            FogLife.Record(2, 6_000, "{}"));

        Assert.Equal([FirstReading, (UpdateKind.Update, 0L, 5_000L, 3L)], _life.Said.Select(FogLife.Short));
        var update = _life.Said[1];
        Assert.Equal(("default", "default/0", "cluster/sensor-data"), (update.Federation, update.Participant, update.Log));
        Assert.Equal((5_000L, "seed-weight", 2L), (update.WindowEnd, update.Model, update.Samples));
        Assert.Equal([2, 1], update.Present!);
        Assert.Equal([14.75], update.Weights!);
        Assert.Equal(UpdateHash.Compute("default/0", "seed-weight", 0, 5_000, 2, [2, 1], [14.75]), update.Hash);
    }

    [Fact]
    public void Process_WindowWhoseReadingsHoldNoFeature_HasTheWeightZero()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"), FogLife.Record(1, 6_000, "{}"));

        var update = Assert.Single(_life.Updates);
        Assert.Equal((1L, 0.0), (update.Samples, update.Weights![0]));
    }

    [Fact]
    public void Process_WindowsWithoutReadings_AreReportedByOneMessageBehindTheUpdate()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"), FogLife.Record(1, 23_500, "{}"));

        Assert.Equal(
            [FirstReading, (UpdateKind.Update, 0L, 5_000L, 2L), (UpdateKind.Progress, null, 20_000L, 2L)],
            _life.Said.Select(FogLife.Short));
        Assert.Equal((null, null, null, null), (_life.Said[2].WindowEnd, _life.Said[2].Model, _life.Said[2].Weights, _life.Said[2].Hash));
    }

    [Fact]
    public void Process_SeveralWindowsAtOnce_AreUpdatesInOrderOfTheirStarts()
    {
        _life.Process(FogLife.Record(0, 5_500, "{}"), FogLife.Record(1, 4_000, "{}"), FogLife.Record(2, 11_000, "{}"));

        Assert.Equal(
            [FirstReading, (UpdateKind.Update, 0L, 5_000L, 3L), (UpdateKind.Update, 5_000L, 10_000L, 3L)],
            _life.Said.Select(FogLife.Short));
    }

    [Fact]
    public void Process_LateReading_IsCountedAndNotPutAside()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"), FogLife.Record(1, 6_000, "{}"), FogLife.Record(2, 4_999, "{}"));

        Assert.Equal((2, 1), (_life.State.Readings, _life.State.Late));
        Assert.Empty(_life.Rejected);
    }

    [Fact]
    public void Process_FutureReading_IsPutAsideAndMovesNothing()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"), FogLife.Record(1, 1_000, """{"timestamp":61001}"""));

        Assert.Equal((1, 1, 1_000), (_life.State.Readings, _life.State.Future, _life.State.LargestEventTime));
        var rejected = Assert.Single(_life.Rejected);
        Assert.Equal((1, "future", "s1"), (rejected.Offset, rejected.Reason, Encoding.UTF8.GetString(rejected.Key!)));
        Assert.Equal("""{"timestamp":61001}"""u8, rejected.Value!);
    }

    [Fact]
    public void Process_RecordsThatAreNoReadings_ArePutAsideAsTheyWere()
    {
        var large = Encoding.UTF8.GetBytes("{\"x\":\"" + new string('x', 900_000));
        SensorRecord[] records =
        [
            new(0, 1_000, null), new(1, 1_000, []), new(2, 1_000, [0x1f, 0x8b, 0xff]), new(3, 1_000, large), FogLife.Record(4, 1_000, "[]"),
            FogLife.Record(5, 1_000, """{"temperature":"hot"}"""), FogLife.Record(6, 1_000, """{"timestamp":true}"""),
        ];

        _life.Process(records);

        Assert.Equal(
            [
                (0L, "malformed:empty"), (1L, "malformed:empty"), (2L, "malformed:utf-8"), (3L, "malformed:json"), (4L, "malformed:object"),
                (5L, "malformed:feature"), (6L, "malformed:timestamp"),
            ],
            _life.Rejected.Select(record => (record.Offset, record.Reason)));
        Assert.Equal(records.Select(record => record.Value), _life.Rejected.Select(record => record.Value));
        Assert.All(_life.Rejected, record => Assert.Equal("s1"u8, record.Key!));
        Assert.Equal((0, 7, 7), (_life.State.Readings, _life.State.Malformed, _life.State.NextOffset));
        Assert.Empty(_life.State.Windows);
    }

    [Fact]
    public void Process_LargeReading_Counts()
    {
        _life.Process(FogLife.Record(0, 1_000, $$"""{"note":"{{new string('x', 900_000)}}","temperature":1}"""));

        Assert.Equal(1, _life.State.Readings);
        Assert.Empty(_life.Rejected);
    }

    [Fact]
    public void GoIdle_OpenWindows_SaysTheirUpdatesThenIdle()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"), FogLife.Record(1, 5_500, "{}"));
        _life.Said.Clear();

        _life.Partition.GoIdle();

        Assert.Equal(
            [(UpdateKind.Update, 0L, 5_000L, 2L), (UpdateKind.Update, 5_000L, 10_000L, 2L), (UpdateKind.Idle, null, 10_000L, 2L)],
            _life.Said.Select(FogLife.Short));
        Assert.Equal((true, 10_000L), (_life.State.Idle, _life.State.ClosedThrough));
        Assert.Empty(_life.State.Windows);
    }

    [Fact]
    public void GoIdle_NothingEverRead_SaysOnlyIdle()
    {
        _life.Partition.GoIdle();

        Assert.Equal([(UpdateKind.Idle, null, null, 0L)], _life.Said.Select(FogLife.Short));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("garbage")]
    public void Process_FirstRecordAfterIdle_SaysProgressBeforeAnythingElse(string first)
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"));
        _life.Partition.GoIdle();
        _life.Said.Clear();

        _life.Process(FogLife.Record(1, 6_000, first), FogLife.Record(2, 11_000, "{}"), FogLife.Record(3, 16_000, "{}"));

        Assert.Equal((UpdateKind.Progress, null, 5_000L, 1L), FogLife.Short(_life.Said[0]));
        Assert.Equal(first == "{}" ? 2 : 1, _life.Updates.Count());
        Assert.False(_life.State.Idle);
        Assert.Single(_life.Said, message => message.ClosedThrough == 5_000);
    }

    [Fact]
    public void Process_ReadingOfAWindowThatIdleClosed_IsLate()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"));
        _life.Partition.GoIdle();

        _life.Process(FogLife.Record(1, 2_000, "{}"));

        Assert.Equal((1, 1), (_life.State.Readings, _life.State.Late));
    }

    [Fact]
    public void Expire_OffsetsThatAreGone_AreCountedAndPassed()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"));

        _life.Partition.Expire(10);
        _life.Process(FogLife.Record(10, 2_000, "{}"));

        Assert.Equal((9, 2, 11), (_life.State.Expired, _life.State.Readings, _life.State.NextOffset));
    }

    [Fact]
    public void Expire_PastARecordedClosing_RepeatsIt()
    {
        _life.Partition.Repeat([new(NextOffset: 5, ClosedThrough: 5_000)]);
        _life.Process(FogLife.Record(0, 1_000, "{}"));
        Assert.Empty(_life.Updates);

        _life.Partition.Expire(10);

        Assert.Equal([FirstReading, (UpdateKind.Update, 0L, 5_000L, 10L)], _life.Said.Select(FogLife.Short));
        Assert.Equal((5_000L, false), (_life.State.ClosedThrough, _life.Partition.HasClosings));
    }

    [Fact]
    public void Repeat_ClosingBehindTheNextOffset_TakesEffectAtOnce()
    {
        _life.Process(FogLife.Record(0, 1_000, "{}"));

        _life.Partition.Repeat([new(NextOffset: 1, ClosedThrough: 5_000), new(NextOffset: 3, ClosedThrough: 10_000)]);

        Assert.Equal([FirstReading, (UpdateKind.Update, 0L, 5_000L, 1L)], _life.Said.Select(FogLife.Short));
        Assert.True(_life.Partition.HasClosings);
        _life.Process(FogLife.Record(1, 2_000, "{}"), FogLife.Record(2, 5_000, "{}"));
        Assert.Equal((1, false), (_life.State.Late, _life.Partition.HasClosings));
        Assert.Equal((UpdateKind.Update, 5_000L, 10_000L, 3L), FogLife.Short(_life.Said[^1]));
    }
}
