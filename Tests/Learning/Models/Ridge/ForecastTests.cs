using CsCheck;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models.Ridge;

/// <summary>Ridge regression of a feature on its own values before.</summary>
[Trait("Category", "Unit")]
public sealed class ForecastTests
{
    private const double Missing = ModelRun.Missing;

    private static readonly Gen<(ulong Sensor, double Value)[]> MixedSeries = Gen.Select(
        Gen.ULong[0, 5].Select(i => i * 0x1234_5678_9ABC_DEF1),
        Gen.Frequency((5, Gen.Int[-99, 99].Select(i => (double)i)), (1, Gen.Const(Missing)))).Array[0, 80];

    [Fact]
    public void WeightsOf_AutoregressiveSeries_AreWhatMadeIt()
    {
        var random = new Random(3);
        List<double[]> readings = [[0], [0]];
        for (var i = 2; i < 20_000; i++)
        {
            readings.Add([5 + (0.6 * readings[i - 1][0]) - (0.3 * readings[i - 2][0]) + (random.NextDouble() - 0.5)]);
        }

        var weights = ModelRun.WeightsOf(Model(2), readings);

        Assert.Equal(5, weights[0], 0.2);
        Assert.Equal(0.6, weights[1], 0.02);
        Assert.Equal(-0.3, weights[2], 0.02);
        // The variance of what is uniform between -1/2 and 1/2.
        Assert.Equal(1 / 12.0, weights[3], 0.002);
        Assert.Equal(19_998, weights[4]);
    }

    [Fact]
    public void Add_SensorsMixed_MakesTheRowsOfEachSensorsSeries() =>
        Gen.Select(Gen.Int[1, 4], MixedSeries).Sample((lags, readings) =>
        {
            var model = Model(lags);
            var window = ModelRun.Fill(model, readings.Select(reading => (reading.Sensor, (double[])[reading.Value])));
            var rows = readings.GroupBy(reading => reading.Sensor)
                .SelectMany(series => RowsOf([.. series.Select(reading => reading.Value)], lags));

            // Without lags, a reading is a row: the last values as further features.
            var plain = ModelRun.Create("ridge", lags + 1, ("Target", $"f{lags}"));
            Assert.Equal(ModelRun.SumsOf(plain, rows), model.Close(window, []).Sums);
            Assert.Equal(readings.Length, window.Samples);
            Assert.Equal(rows.LongCount(), model.Close(window, []).Samples);
        });

    [Fact]
    public void Add_ManySensors_KeepsAllApart()
    {
        var model = Model(1);
        var sensors = Enumerable.Range(0, 5_000).Select(i => ulong.MaxValue / 5_000 * (ulong)i).ToArray();
        var window = ModelRun.Fill(model, sensors.Concat(sensors).Select((sensor, i) => (sensor, (double[])[i])));

        // Every sensor's second value is its first plus 5,000.
        Assert.Equal(5_000, model.Close(window, []).Samples);
        Assert.Equal(5_000, model.WeightsOf(window.Sums)[0], 1e-3);
    }

    [Fact]
    public void Add_MoreSensorsThanAreKept_MakesNoRowsOfTheLaterOnes()
    {
        var model = Model(1, ("MaxSensors", "3"));
        ulong[] sensors = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1];
        var window = ModelRun.Fill(model, sensors.Select(sensor => (sensor, (double[])[1])));

        Assert.Equal((11, 4), (window.Samples, model.Close(window, []).Samples));
        Assert.InRange(window.Numbers.Count, 1, 100);
    }

    [Fact]
    public void Add_FromACheckpoint_GoesOnAsIfNothingHadHappened()
    {
        var model = Model(2);
        (ulong, double[])[] readings = [.. Enumerable.Range(0, 200).Select(i => ((ulong)(i % 17), (double[])[i * i % 31]))];
        var window = ModelRun.Fill(model, readings);

        var first = ModelRun.Fill(model, readings[..100]);
        var second = new LocalWindow([.. first.Present], [.. first.Numbers], [.. first.Sums], first.Samples);
        foreach (var (sensor, values) in readings[100..])
        {
            model.Add(second, new(values, sensor));
        }

        Assert.Equal(window.Sums, second.Sums);
        Assert.Equal(window.Numbers, second.Numbers);
        Assert.Equal((window.Samples, window.Present[0]), (second.Samples, second.Present[0]));
    }

    [Fact]
    public void Add_KnownSensors_AllocatesNothing()
    {
        var model = Model(3);
        var window = model.Open();
        double[] values = [1];
        AddAll(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        AddAll(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void AddAll(int times)
        {
            for (var i = 0; i < times * 10; i++)
            {
                model.Add(window, new(values, (ulong)(i % 10)));
            }
        }
    }

    [Fact]
    public void CreateScorer_OneReading_SaysNothingAboutASeries() => Assert.Null(Model(1).CreateScorer([0, 1, 1, 100], 0.99));

    private static ILocalModel Model(int lags, params (string Name, string Value)[] parameters) =>
        ModelRun.Create("ridge", 1, [("Target", "f0"), ("Lags", $"{lags}"), .. parameters]);

    private static IEnumerable<double[]> RowsOf(double[] series, int lags) => Enumerable.Range(lags, Math.Max(0, series.Length - lags))
        .Select(end => series[(end - lags)..(end + 1)])
        .Where(values => !values.Any(double.IsNaN))
        .Select(values => (double[])[.. values[..^1].Reverse(), values[^1]]);
}
