using CsCheck;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Models.Moments;

namespace FederatedOrleans.Tests.Learning.Models.Moments;

[Trait("Category", "Unit")]
public sealed class MomentsModelTests
{
    private const double Missing = ModelRun.Missing;

    [Fact]
    public void WeightsOf_AFewReadings_AreWhatPaperSays()
    {
        var weights = ModelRun.WeightsOf(Model(2), [[1, 10], [2, Missing], [3, 14], [Missing, 100]]);

        // Means 6/3 and 124/3; variances 1 and that of 10, 14, 100; the covariance is that of (1, 10) and (3, 14).
        Assert.Equal([3, 3, 2, 124.0 / 3, 1, 4, 7_756.0 / 3], weights);
    }

    [Fact]
    public void WeightsOf_AnyReadings_AreThoseOfTwoPasses() => AnyReadings(6).Sample(readings =>
    {
        var features = readings[0].Length;
        var layout = new MomentsLayout(features);
        var weights = ModelRun.WeightsOf(Model(features), readings);

        for (var i = 0; i < features; i++)
        {
            double[] own = [.. readings.Select(reading => reading[i]).Where(value => !double.IsNaN(value))];
            Assert.Equal(own.Length, weights[i]);
            Assert.Equal(own.Length == 0 ? 0 : own.Average(), weights[layout.Sum(i)], 1e-6);
            for (var j = i; j < features; j++)
            {
                Assert.Equal(TwoPassCovariance(readings, i, j), weights[layout.Product(i, j)], 0.01);
            }
        }
    });

    [Fact]
    public void WeightsOf_ReadingsFarFromZero_LosesNothing()
    {
        // In binary64, a sum of squares near 1e13 would leave nothing of a variance near 1e-9.
        double[][] readings = [.. Enumerable.Range(0, 1000).Select(i => new[] { 4_000_000 + (i % 2 / 16_384.0) })];

        var weights = ModelRun.WeightsOf(Model(1), readings);

        Assert.Equal(1.0 / 16_384 / 16_384 / 4 * 1000 / 999, weights[2], 1e-22);
    }

    [Fact]
    public void WeightsOf_TwoParts_FollowChansFormulas() =>
        Gen.Select(ModelRun.Readings(3, mayMiss: false, least: 2), ModelRun.Readings(3, mayMiss: false, least: 2)).Sample((a, b) =>
        {
            var (model, layout) = (Model(3), new MomentsLayout(3));
            var (left, right, all) = (ModelRun.WeightsOf(model, a), ModelRun.WeightsOf(model, b), ModelRun.WeightsOf(model, [.. a, .. b]));
            double n = a.Length, m = b.Length;
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(left[layout.Sum(i)] + ((right[layout.Sum(i)] - left[layout.Sum(i)]) * m / (n + m)), all[layout.Sum(i)], 1e-9);
                for (var j = i; j < 3; j++)
                {
                    var (di, dj) = (right[layout.Sum(i)] - left[layout.Sum(i)], right[layout.Sum(j)] - left[layout.Sum(j)]);
                    var k = layout.Product(i, j);
                    var scatter = (left[k] * (n - 1)) + (right[k] * (m - 1)) + (di * dj * n * m / (n + m));
                    Assert.Equal(scatter, all[k] * (n + m - 1), 1e-5);
                }
            }
        });

    [Fact]
    public void Sums_OfAnyPartsInAnyOrder_AreThoseOfAllReadings() =>
        Gen.Select(AnyReadings(5), Gen.Int[1, 7], Gen.Int).Sample((readings, parts, seed) =>
        {
            var model = Model(readings[0].Length);
            var shuffled = readings.ToArray();
            new Random(seed).Shuffle(shuffled);
            var windows = shuffled.Select((reading, i) => (reading, i)).GroupBy(pair => pair.i % parts, pair => pair.reading);

            var merged = ModelRun.Total(windows.Select(window => ModelRun.SumsOf(model, window)).Reverse());
            var pooled = ModelRun.SumsOf(model, readings);

            Assert.Equal(pooled, merged);
            Assert.Equal(ModelRun.Bits(model.WeightsOf(pooled)), ModelRun.Bits(model.WeightsOf(merged)));
        });

    [Fact]
    public void Close_AnyReadings_CountsAllOfThem() => ModelRun.Readings(3, mayMiss: true).Sample(readings =>
    {
        var model = Model(3);
        var window = ModelRun.Fill(model, readings);

        Assert.Equal(readings.Length, model.Close(window, []).Samples);
        Assert.Equal(Enumerable.Range(0, 3).Select(i => readings.LongCount(reading => !double.IsNaN(reading[i]))), window.Present);
    });

    [Fact]
    public void Close_MoreReadingsAfterwards_LeavesTheContributionAsItWas()
    {
        var model = Model(1);
        var window = ModelRun.Fill(model, [[1.0]]);
        var contribution = model.Close(window, []);
        Int128[] before = [.. contribution.Sums];

        model.Add(window, new([2.0], 0));

        Assert.Equal(before, contribution.Sums);
    }

    [Theory]
    [InlineData("2^-20", 8_388_608.0, 8_388_608.001)]
    [InlineData("2^0", 8_796_093_022_208.0, 8_796_093_022_209.0)]
    public void Accepts_OnlyValuesInRange_AndAddTakesNoOther(string resolution, double largest, double tooLarge)
    {
        var model = Model(2, ("Resolution", resolution));

        Assert.True(model.Accepts([largest, -largest]));
        Assert.True(model.Accepts([Missing, Missing]));
        Assert.All([tooLarge, -tooLarge, 1e100], value => Assert.False(model.Accepts([0, value])));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => model.Add(model.Open(), new([0, tooLarge], 0)));
    }

    [Fact]
    public void Add_TheLargestValues_LeavesRoomForTheMostReadings()
    {
        var model = Model(2);
        var sums = ModelRun.SumsOf(model, [[8_388_608, -8_388_608]]).Select(sum => checked(sum * (1L << 40))).ToArray();

        Assert.True(model.AcceptsSums(1L << 40, sums));
        Assert.Equal([1L << 40, 1L << 40, 8_388_608, -8_388_608, 0, 0, 0], model.WeightsOf(sums));
    }

    [Fact]
    public void Add_Resolution_RoundsEveryValueToItsUnit()
    {
        Int128[] expected = [4, 0 + 2 + 2 - 2, 0 + 4 + 4 + 4];

        Assert.Equal(expected, ModelRun.SumsOf(Model(1, ("Resolution", "2^0")), [[0.5], [1.5], [2.4], [-1.6]]));
    }

    [Fact]
    public void Add_ManyReadings_AllocatesNothing()
    {
        var model = Model(8);
        var window = model.Open();
        double[] complete = [1, 2, 3, 4, 5, 6, 7, 8];
        double[] incomplete = [1, Missing, 3, 4, Missing, 6, 7, 8];
        AddBoth(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        AddBoth(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void AddBoth(int times)
        {
            for (var i = 0; i < times; i++)
            {
                model.Add(window, new(complete, 1));
                model.Add(window, new(incomplete, 2));
            }
        }
    }

    [Fact]
    public void Model_TooManyFeatures_IsRefused() => Assert.Equal(
        "moments: Features has 65 names; the model takes 1 to 64.", Assert.Throws<ArgumentException>(() => Model(65)).Message);

    private static Gen<double[][]> AnyReadings(int mostFeatures) =>
        Gen.Int[1, mostFeatures].SelectMany(features => ModelRun.Readings(features, mayMiss: true, least: 1));

    private static ILocalModel Model(int features, params (string Name, string Value)[] parameters) =>
        ModelRun.Create("moments", features, parameters);

    private static double TwoPassCovariance(double[][] readings, int i, int j)
    {
        double[][] both = [.. readings.Where(reading => !double.IsNaN(reading[i]) && !double.IsNaN(reading[j]))];
        if (both.Length < 2)
        {
            return 0;
        }

        var (first, second) = (both.Average(reading => reading[i]), both.Average(reading => reading[j]));
        return both.Sum(reading => (reading[i] - first) * (reading[j] - second)) / (both.Length - 1);
    }
}
