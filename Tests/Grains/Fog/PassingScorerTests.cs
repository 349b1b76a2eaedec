using System.Globalization;
using System.Text;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Tests.Oracle;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Grains.Fog;

[Trait("Category", "Unit")]
public sealed class PassingScorerTests
{
    private static readonly ILocalModel Moments = new LocalModels().Create("moments", new(["temperature", "vibration"], new Dictionary<string, string>()));

    [Fact]
    public void Process_OwnModelOfTheFirstReadings_ScoresTheOthersWithIt()
    {
        FogLife life = new(settings: FogLife.Settings with { Model = Moments, Scoring = new() { IsOwn = true, Quantile = 0.9, TrainingReadings = 100, PublishAll = true } });
        var values = Values(200);

        life.Process(Records(values));

        var window = Moments.Open();
        foreach (var (temperature, vibration) in values.Take(100))
        {
            Moments.Add(window, new([temperature, vibration], 0));
        }

        var scorer = Moments.CreateScorer(Moments.WeightsOf(Moments.Close(window, []).Sums), 0.9)!;
        var expected = values.Skip(100).Select(value => (scorer.Score([value.Temperature, value.Vibration], out var isAnomaly), isAnomaly)).ToList();
        Assert.Equal(expected, life.Scores.Select(score => (score.Score, score.Anomaly)));
        Assert.Equal(Enumerable.Range(100, 100).Select(offset => (long)offset), life.Scores.Select(score => score.Offset));
        Assert.All(life.Scores, score => Assert.Equal(("default", "cluster/sensor-data", 0, "s1", (long?)null), (score.Federation, score.Log, score.Partition, score.Sensor, score.Version)));
        Assert.Equal((100, expected.Count(score => score.isAnomaly)), (life.State.Scored, life.State.Anomalies));
        Assert.NotEqual(0, life.State.Anomalies);
        life.Partition.GoIdle();
        Assert.Equal(100, life.Updates.Sum(update => update.Samples));
    }

    [Fact]
    public void Process_OwnModelOfAllReadings_ScoresWithTheWindowsThatClosedBefore()
    {
        FogLife life = new(settings: FogLife.Settings with { Model = Moments, Scoring = new() { IsOwn = true, PublishAll = true } });
        var values = Values(200);

        // Ten readings a second: the first window has 50, and closes with the reading at 6 s.
        life.Process(Records(values));

        Assert.Equal(61, life.Scores.First().Offset);
        var window = Moments.Open();
        foreach (var (temperature, vibration) in values.Take(50))
        {
            Moments.Add(window, new([temperature, vibration], 0));
        }

        var scorer = Moments.CreateScorer(Moments.WeightsOf(Moments.Close(window, []).Sums), 0.99)!;
        Assert.Equal(scorer.Score([values[61].Temperature, values[61].Vibration], out _), life.Scores.First().Score);
        Assert.Equal(200 - 61, life.State.Scored);
    }

    [Fact]
    public void UseGlobal_VersionNotAboveTheOneInUse_ChangesNothing()
    {
        FogLife life = new(settings: FogLife.Settings with { Model = Moments });
        life.Partition.UseGlobal(3, new Always(3));
        life.Partition.UseGlobal(2, new Always(2));
        life.Partition.UseGlobal(3, new Always(9));

        life.Process(FogLife.Record(0, 1_000, """{"temperature":1}"""));
        life.Partition.UseGlobal(4, new Always(4));
        life.Process(FogLife.Record(1, 1_001, """{"temperature":1}"""));

        Assert.Equal([(3L, 3.0), (4L, 4.0)], life.Scores.Select(score => (score.Version!.Value, score.Score)));
    }

    [Fact]
    public void Process_ScoreThatIsNoNumber_CountsAsNotScored()
    {
        FogLife life = new(settings: FogLife.Settings with { Model = Moments });
        life.Partition.UseGlobal(1, new Always(double.NaN));

        life.Process(FogLife.Record(0, 1_000, "{}"));

        Assert.Equal((1, 0, 0), (life.State.Readings, life.State.Scored, life.Scores.Count()));
    }

    /// <summary>A score that Kafka does not take would keep its node from going on.</summary>
    [Fact]
    public void Process_KeyAsLargeAsARecord_PublishesItsBeginning()
    {
        FogNodeState state = new();
        FogPartition partition = new(state, FogLife.Settings with { Model = Moments });
        partition.UseGlobal(1, new Always(1));
        RecordBatchBuilder builder = new();
        builder.Add(0, 1_000, Encoding.UTF8.GetBytes(new string('k', 900_000)), keyIsAbsent: false, "{\"temperature\":1}"u8, valueIsAbsent: false);

        Assert.True(partition.Process(builder.Build("sensor-data", 0, 0, 1, logStart: 0, endOffset: 0, rented: false), []));

        Assert.Equal(new string('k', 256), Assert.Single(state.Scores).Sensor);
    }

    [Fact]
    public void Process_MoreScoresThanMayWait_StopsUntilTheyHaveLeft()
    {
        FogNodeState state = new();
        FogPartition partition = new(state, FogLife.Settings with { Model = Moments });
        partition.UseGlobal(1, new Always(1));
        var batch = Batch(Records(Values(PassingScorer.MaxWaiting + 10)));

        Assert.False(partition.Process(batch, []));
        Assert.Equal((PassingScorer.MaxWaiting, PassingScorer.MaxWaiting), (state.Scores.Count, state.NextOffset));
        state.Scores.Clear();
        Assert.True(partition.Process(batch, []));
        Assert.Equal(10, state.Scores.Count);
    }

    [Fact]
    public void Process_ReadingsWithoutAnomaly_AllocatesNothingPerReading()
    {
        FogNodeState state = new();
        FogPartition partition = new(state, FogLife.Settings with { Model = Moments, WindowMs = 86_400_000, Scoring = new() { IsOwn = true, TrainingReadings = 1_000, Quantile = 0.999999 } });
        var values = Values(1_000);
        Assert.True(partition.Process(Batch(Records(values)), []));
        var again = Batch([.. Records(values).Select(record => record with { Offset = record.Offset + 1_000 })]);
        var twice = Batch([.. Records(values).Select(record => record with { Offset = record.Offset + 2_000 })]);
        List<FederatedOrleans.Grains.Rejection.RejectedRecord> rejected = [];
        Assert.True(partition.Process(again, rejected));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(partition.Process(twice, rejected));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((2_000, 0), (state.Scored, state.Anomalies));
        Assert.InRange(allocated, 0, 1_000);
    }

    private static (double Temperature, double Vibration)[] Values(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => (Math.Round(20 + random.NextDouble(), 3), Math.Round(random.NextDouble() / 10, 4)))];
    }

    private static SensorRecord[] Records((double Temperature, double Vibration)[] values) =>
    [
        .. values.Select((value, i) => FogLife.Record(
            i, i * 100L, string.Create(CultureInfo.InvariantCulture, $"{{\"temperature\":{value.Temperature},\"vibration\":{value.Vibration}}}"))),
    ];

    private static KafkaRecordBatch Batch(SensorRecord[] records)
    {
        RecordBatchBuilder builder = new();
        foreach (var record in records)
        {
            builder.Add(record.Offset, record.Timestamp, "s1"u8, keyIsAbsent: false, record.Value, record.Value is null);
        }

        return builder.Build("sensor-data", 0, records[0].Offset, builder.NextOffset, logStart: 0, endOffset: 0, rented: false);
    }

    private sealed class Always(double score) : IReadingScorer
    {
        public double Threshold => 0;

        public double Score(ReadOnlySpan<double> values, out bool isAnomaly)
        {
            isAnomaly = true;
            return score;
        }
    }
}
