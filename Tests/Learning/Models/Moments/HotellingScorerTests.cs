using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Tests.Learning.Models.Moments;

[Trait("Category", "Unit")]
public sealed class HotellingScorerTests
{
    private const double Missing = ModelRun.Missing;

    [Fact]
    public void Score_TwoFeatures_IsTheFormulaWithTheInverseWrittenOut()
    {
        double[] weights = [100, 100, 10, 20, 4, 3, 9];
        var scorer = Model(2).CreateScorer(weights, 0.99)!;

        // The inverse of [4 3; 3 9] is [9 -3; -3 4] / 27; deviations are 1 and -2.
        Assert.Equal((9 + 12 + 16) / 27.0, scorer.Score([11, 18], out _), 1e-12);
        Assert.Equal(1 / 4.0, scorer.Score([11, Missing], out _), 1e-12);
        Assert.Equal(4 / 9.0, scorer.Score([Missing, 18], out _), 1e-12);
    }

    [Fact]
    public void Score_AtTheThresholdOfThePresentFeatures_IsWhereAnomaliesBegin()
    {
        double[] weights = [100, 100, 0, 0, 1, 0, 1];
        var scorer = Model(2).CreateScorer(weights, 0.99)!;
        var (two, one) = (Math.Sqrt(9.2103403719761827), Math.Sqrt(6.6348966010212151));

        Assert.Equal(9.2103403719761827, scorer.Threshold, 1e-9);
        AssertAnomaly(false, two - 1e-6, 0);
        AssertAnomaly(true, two + 1e-6, 0);
        AssertAnomaly(false, Missing, one - 1e-6);
        AssertAnomaly(true, Missing, one + 1e-6);

        void AssertAnomaly(bool expected, params double[] values)
        {
            scorer.Score(values, out var isAnomaly);
            Assert.Equal(expected, isAnomaly);
        }
    }

    [Fact]
    public void Score_NothingPresent_IsNoNumberAndNoAnomaly()
    {
        var scorer = Model(2).CreateScorer([100, 100, 0, 0, 1, 0, 1], 0.99)!;

        Assert.True(double.IsNaN(scorer.Score([Missing, Missing], out var isAnomaly)));
        Assert.False(isAnomaly);
    }

    [Fact]
    public void Score_NormalReadings_HaveTheQuantilesShareOfAnomalies()
    {
        var (model, random) = (Model(5), new Random(7));
        var scorer = model.CreateScorer(ModelRun.WeightsOf(model, Enumerable.Range(0, 20_000).Select(_ => Correlated(random))), 0.95)!;

        var share = Share(scorer, Enumerable.Range(0, 20_000).Select(_ => Correlated(random)));
        var shareOfParts = Share(scorer, Enumerable.Range(0, 20_000).Select(_ => WithGaps(Correlated(random), random)));

        Assert.InRange(share, 0.045, 0.055);
        Assert.InRange(shareOfParts, 0.045, 0.055);
    }

    [Fact]
    public void Score_ReadingsAgainstTheCorrelation_AreFoundThoughEachValueIsNormal()
    {
        var (model, random) = (Model(5), new Random(8));
        var scorer = model.CreateScorer(ModelRun.WeightsOf(model, Enumerable.Range(0, 5_000).Select(_ => Correlated(random))), 0.999)!;

        var found = Share(scorer, Enumerable.Range(0, 1_000).Select(_ =>
        {
            var reading = Correlated(random);
            // It deviates by 4 and lies anywhere within two and a half deviations, but not where the others say.
            reading[3] -= 10 * Math.Sign(reading[3]);
            return reading;
        }));

        Assert.InRange(found, 0.95, 1);
    }

    [Fact]
    public void Score_ConstantFeature_IsAnAnomalyWhenItMoves()
    {
        var (model, random) = (Model(2), new Random(9));
        var scorer = model.CreateScorer(ModelRun.WeightsOf(model, Enumerable.Range(0, 500).Select(_ => new[] { Normal(random), 230 })), 0.99)!;

        Assert.InRange(scorer.Score([0.1, 230], out var still), 0, 1);
        Assert.InRange(scorer.Score([0.1, 230.001], out var moved), 1000, double.MaxValue);
        Assert.Equal((false, true), (still, moved));
    }

    [Fact]
    public void Score_FeatureThatFollowsFromOthers_IsAnAnomalyWhenItDoesNot()
    {
        var (model, random) = (Model(3), new Random(10));
        var scorer = model.CreateScorer(ModelRun.WeightsOf(model, Enumerable.Range(0, 500).Select(_ => Dependent(0))), 0.99)!;

        Assert.InRange(Share(scorer, Enumerable.Range(0, 1000).Select(_ => Dependent(0))), 0, 0.03);
        Assert.InRange(Share(scorer, Enumerable.Range(0, 1000).Select(_ => Dependent(0.5))), 1, 1);

        double[] Dependent(double off)
        {
            var (a, b) = (Normal(random), Normal(random));
            return [a, b, a + b + off];
        }
    }

    [Fact]
    public void CreateScorer_TooFewReadings_IsNoneOrLeavesTheFeatureOut()
    {
        var model = Model(2);

        Assert.Null(model.CreateScorer(new double[model.WeightCount], 0.99));
        Assert.Null(model.CreateScorer(ModelRun.WeightsOf(model, [[1, 2], [2, 1]]), 0.99));
        Assert.NotNull(model.CreateScorer(ModelRun.WeightsOf(model, [[1, 2], [2, 1], [3, 5]]), 0.99));
        var scorer = model.CreateScorer(ModelRun.WeightsOf(model, [[1, 2], [2, Missing], [3, Missing], [4, Missing]]), 0.99)!;
        Assert.Equal(scorer.Score([9, Missing], out _), scorer.Score([9, 1e6], out _));
        Assert.True(double.IsNaN(scorer.Score([Missing, 1e6], out _)));
        Assert.Equal(ChiSquared.Quantile(1, 0.99), scorer.Threshold);
    }

    [Fact]
    public void CreateScorer_PairsCountedOverOtherReadings_IsStillAScorer()
    {
        // Each pair alone is perfectly correlated, and no three variables can be so in this way.
        double[][] readings =
        [
            .. Enumerable.Range(-20, 41).SelectMany(i => (double[][])[[i, i, Missing], [Missing, i, i], [i, Missing, -i]]),
        ];

        var scorer = Model(3).CreateScorer(ModelRun.WeightsOf(Model(3), readings), 0.99)!;

        Assert.True(double.IsFinite(scorer.Score([1, 1, 1], out _)));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void CreateScorer_NoQuantile_Throws(double quantile) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Model(1).CreateScorer([10, 0, 1], quantile));

    [Fact]
    public void Score_MoreSetsOfFeaturesThanAreKept_IsTheSameForAll()
    {
        var (model, random) = (Model(12), new Random(11));
        var weights = ModelRun.WeightsOf(model, Enumerable.Range(0, 200).Select(_ => Independent()));
        var scorer = model.CreateScorer(weights, 0.99)!;
        var reading = Independent();
        var sets = Enumerable.Range(1, 4095)
            .Select(set => reading.Select((value, i) => (set >> i & 1) == 1 ? value : Missing).ToArray()).ToArray();

        double[] forward = [.. sets.Select(values => scorer.Score(values, out _))];
        // Made in the other order, another half of the sets is kept.
        var other = model.CreateScorer(weights, 0.99)!;
        double[] backward = [.. sets.Reverse().Select(values => other.Score(values, out _)).Reverse()];

        Assert.Equal(ModelRun.Bits(forward), ModelRun.Bits(backward));

        double[] Independent() => [.. Enumerable.Range(0, 12).Select(_ => Normal(random))];
    }

    [Fact]
    public void Score_ManyReadings_AllocatesNothing()
    {
        var (model, random) = (Model(5), new Random(12));
        var scorer = model.CreateScorer(ModelRun.WeightsOf(model, Enumerable.Range(0, 100).Select(_ => Correlated(random))), 0.99)!;
        double[][] readings = [Correlated(random), [1, Missing, 1, 2, Missing]];
        ScoreAll(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ScoreAll(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void ScoreAll(int times)
        {
            for (var i = 0; i < times; i++)
            {
                scorer.Score(readings[0], out _);
                scorer.Score(readings[1], out _);
            }
        }
    }

    private static ILocalModel Model(int features) => ModelRun.Create("moments", features);

    private static double Share(IReadingScorer scorer, IEnumerable<double[]> readings) => readings.Average(reading =>
    {
        scorer.Score(reading, out var isAnomaly);
        return isAnomaly ? 1.0 : 0;
    });

    private static double[] WithGaps(double[] reading, Random random)
    {
        reading[random.Next(5)] = Missing;
        reading[random.Next(5)] = Missing;
        return reading;
    }

    /// <summary>Five values around one.</summary>
    private static double[] Correlated(Random random)
    {
        var common = Normal(random);
        return [.. Enumerable.Range(1, 5).Select(i => i * (common + (0.3 * Normal(random))))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
