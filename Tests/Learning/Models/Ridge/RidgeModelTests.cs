using CsCheck;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Tests.Learning.Models.Ridge;

[Trait("Category", "Unit")]
public sealed class RidgeModelTests
{
    private const double Missing = ModelRun.Missing;

    [Fact]
    public void WeightsOf_PointsOnALine_AreTheLine() => Assert.Equal(
        [1, 2, 0, 4], ModelRun.WeightsOf(Model(2, ("Lambda", "0")), [[0, 1], [1, 3], [2, 5], [5, 11]]));

    [Fact]
    public void WeightsOf_Penalty_ShrinksTheCoefficientAndNotTheMean()
    {
        // Deviations of x: -1, 0, 1 with squares 2; of y: -2, 0, 2 with products 4. So b = 4 / (2 + 2), and residuals -1, 0, 1.
        Assert.Equal([9, 1, 2, 3], ModelRun.WeightsOf(Model(2, ("Lambda", "2")), [[0, 8], [1, 10], [2, 12]]));
    }

    [Fact]
    public void WeightsOf_AnyRows_AreThoseOfAnIndependentSolution() =>
        Gen.Select(Gen.Int[2, 6].SelectMany(d => Rows(d, least: 2 * d)), Gen.Double[0.1, 10], Gen.Bool).Sample((readings, lambda, hasIntercept) =>
        {
            var features = readings[0].Length;
            (double[], double)[] complete =
            [
                .. readings.Where(reading => !reading.Any(double.IsNaN)).Select(reading => ((double[])[reading[0], .. reading[2..]], reading[1])),
            ];
            if (complete.Length == 0)
            {
                return;
            }

            var model = ModelRun.Create(
                "ridge", features, ("Target", "f1"), ("Lambda", lambda.ToString("R", null)), ("Intercept", hasIntercept.ToString()));
            var window = ModelRun.Fill(model, readings);
            var contribution = model.Close(window, []);
            var weights = model.WeightsOf(contribution.Sums);
            var expected = LeastSquares.Solve(complete, lambda, hasIntercept);

            Assert.Equal((readings.Length, complete.Length), (window.Samples, contribution.Samples));
            Assert.All(expected.Zip(weights), pair => Assert.Equal(pair.First, pair.Second, 1e-7 * (1 + Math.Abs(pair.First))));
            var squares = complete.Sum(row => Math.Pow(row.Item2 - expected[0] - row.Item1.Zip(expected[1..], (x, b) => x * b).Sum(), 2));
            var freedom = complete.Length - features + (hasIntercept ? 0 : 1);
            Assert.Equal(freedom > 0 ? squares / freedom : 0, weights[^2], 1e-6 * (1 + squares));
            Assert.Equal(complete.Length, weights[^1]);
        });

    [Fact]
    public void Sums_OfAnyPartsInAnyOrder_AreThoseOfAllReadings() =>
        Gen.Select(ModelRun.Readings(4, mayMiss: true, least: 1), Gen.Int[1, 5], Gen.Int).Sample((readings, parts, seed) =>
        {
            var model = Model(4);
            var shuffled = readings.ToArray();
            new Random(seed).Shuffle(shuffled);
            var windows = shuffled.Chunk((readings.Length + parts - 1) / parts);

            var merged = ModelRun.Total(windows.Select(window => ModelRun.SumsOf(model, window)).Reverse());
            var pooled = ModelRun.SumsOf(model, readings);

            Assert.Equal(pooled, merged);
            Assert.Equal(ModelRun.Bits(model.WeightsOf(pooled)), ModelRun.Bits(model.WeightsOf(merged)));
        });

    [Fact]
    public void WeightsOf_NothingOrOneRow_IsTheMean()
    {
        var model = Model(3);

        Assert.Equal(new double[model.WeightCount], ModelRun.WeightsOf(model, [[1, Missing, 3]]));
        Assert.Equal([3, 0, 0, 0, 1], ModelRun.WeightsOf(model, [[1, 2, 3]]));
    }

    [Fact]
    public void WeightsOf_PredictorsThatSayTheSameOrNothing_StillPredict()
    {
        var model = Model(4, ("Lambda", "0"));
        double[][] readings = [.. Enumerable.Range(0, 50).Select(i => new double[] { i, 2 * i, 7, (3 * i) + 1 })];

        var weights = ModelRun.WeightsOf(model, readings);

        Assert.All(
            readings,
            row => Assert.Equal(row[3], weights[0] + (weights[1] * row[0]) + (weights[2] * row[1]) + (weights[3] * row[2]), 1e-4));
        Assert.Equal(0, weights[3]);
    }

    [Fact]
    public void AcceptsSums_OfReadings_AlwaysAndOtherwiseNot() => Rows(3, least: 1).Sample(readings =>
    {
        var model = Model(3);
        var contribution = model.Close(ModelRun.Fill(model, readings), []);

        Assert.Equal(contribution.Samples > 0, model.AcceptsSums(contribution.Samples, contribution.Sums));
        Assert.False(model.AcceptsSums(contribution.Samples + 1, contribution.Sums));
        Assert.False(model.AcceptsSums(contribution.Samples, [.. contribution.Sums, 0]));
        for (var i = 0; i < model.ContributionLength; i++)
        {
            Assert.All([Int128.MinValue, Int128.MaxValue, ((Int128)1 << 86) * (contribution.Samples + 1)], value =>
            {
                Int128[] sums = [.. contribution.Sums];
                sums[i] = value;
                Assert.False(model.AcceptsSums(contribution.Samples, sums));
            });
        }
    });

    [Fact]
    public void Accepts_ValueOutOfRange_NotEvenInAReadingThatIsNoRow()
    {
        Assert.True(Model(2).Accepts([1e6, Missing]));
        Assert.False(Model(2).Accepts([1e7, Missing]));
        Assert.True(Model(2, ("Lags", "1")).Accepts([1e7, 1]));
        Assert.False(Model(2, ("Lags", "1")).Accepts([1, 1e7]));
    }

    [Fact]
    public void Score_Reading_IsItsSquaredResidualInVariances()
    {
        var scorer = Model(2).CreateScorer([1, 2, 4, 100], 0.95)!;

        Assert.Equal(3.8414588206941285, scorer.Threshold, 1e-9);
        Assert.Equal(0.25, scorer.Score([3, 8], out var near));
        Assert.Equal(4, scorer.Score([3, 3], out var far));
        Assert.True(double.IsNaN(scorer.Score([3, Missing], out var noTarget)));
        Assert.True(double.IsNaN(scorer.Score([Missing, 8], out var noPredictor)));
        Assert.Equal((false, true, false, false), (near, far, noTarget, noPredictor));
    }

    [Fact]
    public void CreateScorer_PerfectFitOrTooFewRows_AllowsForQuantisationOrIsNone()
    {
        var scorer = Model(2).CreateScorer([1, 2, 0, 3], 0.95)!;

        Assert.InRange(scorer.Score([3, 7 + 1e-7], out var isAnomaly), 0, 1);
        Assert.False(isAnomaly);
        Assert.Null(Model(2).CreateScorer([1, 2, 0, 2], 0.95));
    }

    [Theory]
    [InlineData("ridge: Target is not set; it must be one of: f0, f1.", 2, "Lags", "1")]
    [InlineData("ridge: Target is 'f2'; it must be one of: f0, f1.", 2, "Target", "f2")]
    [InlineData("ridge: Lambda is '-1'; it must be a number between 0 and 1000000000000.", 2, "Target", "f0", "Lambda", "-1")]
    [InlineData("ridge: Lags is '65'; it must be an integer between 0 and 64.", 2, "Target", "f0", "Lags", "65")]
    [InlineData("ridge: MaxSensors is '0'; it must be an integer between 1 and 1000000.", 2, "Target", "f0", "MaxSensors", "0")]
    [InlineData("ridge: Resolution is '1'; it must be a power of two between 2^-40 and 2^20.", 2, "Target", "f0", "Resolution", "1")]
    [InlineData("ridge: Features has 1 names; without Lags the model takes 2 to 65, the target and what predicts it.", 1, "Target", "f0")]
    public void Create_NotAllowed_SaysWhatIs(string message, int features, params string[] parameters) => Assert.Equal(
        message,
        Assert.Throws<ArgumentException>(
            () => ModelRun.Create("ridge", features, [.. parameters.Chunk(2).Select(pair => (pair[0], pair[1]))])).Message);

    /// <summary>A model of the last feature.</summary>
    private static ILocalModel Model(int features, params (string Name, string Value)[] parameters) =>
        ModelRun.Create("ridge", features, [("Target", $"f{features - 1}"), .. parameters]);

    /// <summary>Readings whose values are multiples of the resolution.</summary>
    private static Gen<double[][]> Rows(int features, int least)
    {
        var value = Gen.Int[-4096, 4096].Select(i => i / 1024.0);
        return Gen.Frequency((9, value), (1, Gen.Const(Missing))).Array[features].Array[least, 60];
    }
}
