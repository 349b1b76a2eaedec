using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Grains.Fog;

/// <summary>Windows of a model that is trained on the global one.</summary>
[Trait("Category", "Unit")]
public sealed class WaitingWindowTests
{
    private const string Reading = """{"temperature":0.5,"label":1}""";
    private static readonly string[] Features = ["temperature", "label"];

    private static readonly FogSettings Settings = FogLife.Settings with
    {
        Features = Features,
        Model = new LocalModels().Create("logistic", new(Features, new Dictionary<string, string> { ["Target"] = "label" })),
    };

    [Theory]
    [InlineData(1, 15_000)]
    [InlineData(3, 5_000)]
    public void Process_WindowThatCloses_WaitsForTheVersionThatLiesTheLagBefore(int lag, long through)
    {
        FogLife life = new(settings: Settings with { BaseLag = lag });

        life.Process(FogLife.Record(0, 1_000, Reading), FogLife.Record(1, 16_000, Reading), FogLife.Record(2, 22_000, Reading));
        life.Partition.Resolve(0, []);

        Assert.Equal(new WaitingWindow(through, null), life.Partition.Waiting);
        // What nobody else knows yet, that this node has nothing more for the windows before, is said before it waits.
        Assert.Equal((UpdateKind.Progress, null, 15_000L, 2L), FogLife.Short(life.Said[^1]));
    }

    [Fact]
    public void Resolve_Waiting_SaysTheUpdateWithItsBaseAndThenWhatStoodBehindIt()
    {
        FogLife life = new(settings: Settings);
        life.Process(FogLife.Record(0, 1_000, Reading));
        life.Partition.GoIdle();
        Assert.Equal(UpdateKind.Progress, Assert.Single(life.Said).Kind);

        life.Partition.Resolve(7, [0.25, 0.5]);

        Assert.Null(life.Partition.Waiting);
        Assert.Equal([UpdateKind.Progress, UpdateKind.Update, UpdateKind.Idle], life.Said.Select(message => message.Kind));
        var update = life.Said[1];
        Assert.Equal((7L, 1L, 0L, 5_000L), (update.BaseVersion, update.Samples, update.WindowStart, update.ClosedThrough));
        var window = Settings.Model.Open();
        Settings.Model.Add(window, new([0.5, 1], 0));
        Assert.Equal(Settings.Model.Close(window, [0.25, 0.5]).Weights, PackedNumbers.ToSingles(update.WeightsBase64)!);
        Assert.Null(update.Weights);
    }

    [Fact]
    public void GoIdle_UpdateThatWaitsForItsBase_IsNotIdleBeforeItIsSaid()
    {
        FogLife life = new(settings: Settings);
        life.Process(FogLife.Record(0, 1_000, Reading));
        life.Partition.GoIdle();

        Assert.Equal((false, 1), (Status().Idle, Status().WaitingWindows));
        life.Partition.Resolve(0, []);
        Assert.Equal((true, 0), (Status().Idle, Status().WaitingWindows));

        FogNodeStatus Status() => FogStatus.Of(life.State, Settings, endOffset: 1);
    }

    [Fact]
    public void Process_AsManyWindowsWaitAsMay_TakesNoFurtherReading()
    {
        FogNodeState state = new();
        FogPartition partition = new(state, Settings);
        var records = Enumerable.Range(0, 100).Select(i => FogLife.Record(i, 1_000 + (i * 5_000L), Reading)).ToArray();
        Orleans.Streaming.Kafka.Records.RecordBatchBuilder builder = new();
        foreach (var record in records)
        {
            builder.Add(record.Offset, record.Timestamp, "s1"u8, keyIsAbsent: false, record.Value, record.Value is null);
        }

        var batch = builder.Build("sensor-data", 0, 0, builder.NextOffset, logStart: 0, endOffset: 0, rented: false);

        Assert.False(partition.Process(batch, []));
        Assert.Equal(WindowBook.MaxWaitingWindows, state.Pending.Count(waiting => waiting.Window is not null));
        Assert.False(partition.Process(batch, []));
        var stood = state.NextOffset;
        while (partition.Waiting is not null)
        {
            partition.Resolve(0, []);
        }

        Assert.False(partition.Process(batch, []));
        Assert.True(state.NextOffset > stood && state.Pending.Count(waiting => waiting.Window is not null) == WindowBook.MaxWaitingWindows);
    }

    [Fact]
    public void Process_UpdateLargerThanAllowed_IsCountedAndReportedAsProgress()
    {
        FogLife life = new(settings: FogLife.Settings with { MaxUpdateBytes = 300 });

        life.Process(FogLife.Record(0, 1_000, "{}"), FogLife.Record(1, 6_000, "{}"));

        Assert.Equal(1, life.State.Oversized);
        Assert.Equal([UpdateKind.Progress, UpdateKind.Progress], life.Said.Select(message => message.Kind));
        Assert.Equal(5_000, life.Said[1].ClosedThrough);
    }
}
