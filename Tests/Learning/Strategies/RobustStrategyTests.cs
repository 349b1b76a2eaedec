using CsCheck;

namespace FederatedOrleans.Tests.Learning.Strategies;

/// <summary>Each rule against the same rule in the plainest loops.</summary>
[Trait("Category", "Unit")]
public sealed class RobustStrategyTests
{
    private static readonly Gen<float> Value = Gen.OneOf(Gen.Float[-10, 10], Gen.Int[-2, 2].Select(value => (float)value));

    /// <summary>Values of one magnitude with many digits: hardly two have the same distance from a third, where each rule may choose.</summary>
    private static readonly Gen<float> Untied = Gen.Int[-10_000_000, 10_000_000].Select(value => value / 1_000_003f);

    [Fact]
    public void Median_AnyUpdates_IsTheTextbooks() => Rounds(1, 40, 70).Sample(
        round => AssertClose(Textbook.Median(round.Rows), Aggregate("median", "", round), 0), iter: 200);

    [Fact]
    public void TrimmedMean_AnyUpdates_IsTheTextbooks() => Gen.Select(Rounds(1, 40, 70), Gen.Int[0, 49]).Sample(
        (round, percent) => AssertClose(
            Textbook.MiddleMean(round.Rows, (int)(percent / 100.0 * round.Rows.Length)),
            Aggregate("trimmed-mean", FormattableString.Invariant($"Beta={percent / 100.0}"), round),
            1e-12),
        iter: 200);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Krum_AnyUpdates_IsTheTextbooks(int malicious) => Rounds((2 * malicious) + 3, 20, 300, Gen.Float[-10, 10]).Sample(
        round => Assert.Equal(
            round.Rows[Textbook.KrumOrder(round.Rows, malicious)[0]].Select(value => (double)value), Aggregate("krum", $"F={malicious}", round)),
        iter: 50);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 6)]
    public void MultiKrum_AnyUpdates_IsTheTextbooks(int malicious, int taken) => Rounds((2 * malicious) + 3, 20, 300, Gen.Float[-10, 10]).Sample(
        round =>
        {
            var best = Textbook.KrumOrder(round.Rows, malicious)[..taken];
            float[][] rows = [.. best.Select(i => round.Rows[i])];

            AssertClose(Textbook.Mean(rows, [.. best.Select(i => round.Samples[i])]), Aggregate("multi-krum", $"F={malicious} M={taken}", round), 1e-12);
            AssertClose(Textbook.Mean(rows, [.. best.Select(_ => 1L)]), Aggregate("multi-krum", $"F={malicious} M={taken} Weighted=false", round), 1e-12);
        },
        iter: 50);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Bulyan_AnyUpdates_IsTheTextbooks(int malicious) => Rounds((4 * malicious) + 3, 20, 40, Untied).Sample(
        round => AssertClose(Textbook.Bulyan(round.Rows, malicious), Aggregate("bulyan", $"F={malicious}", round), 1e-12), iter: 50);

    [Fact]
    public void GeometricMedian_AnyUpdates_IsTheTextbooks() => Rounds(3, 12, 40, Gen.Float[-10, 10]).Where(round => round.Rows[0].Length > 4).Sample(
        round => AssertClose(Textbook.GeometricMedian(round.Rows, round.Samples), Aggregate("geometric-median", "", round), 1e-5), iter: 20);

    [Fact]
    public void FedBuff_AnyUpdates_IsTheFormula() =>
        Gen.Select(Rounds(1, 12, 70), Gen.Long[0, 1000].Array[12], Gen.Int[0, 6], Gen.Bool).Sample(
            (round, staleness, halves, areDeltas) =>
            {
                double[] before = [.. round.Rows[0].Select((_, i) => i / 8.0)];
                var expected = before.Select((weight, i) => weight + (0.5 / round.Rows.Length * round.Rows.Select((row, k) =>
                    Math.Pow(1 + staleness[k], -halves / 2.0) * (areDeltas ? row[i] : row[i] - weight)).Sum()));

                var after = StrategyRun.Combine(
                    StrategyRun.Create("fedbuff", FormattableString.Invariant($"LearningRate=0.5 Alpha={halves / 2.0}")),
                    StrategyRun.Initial(before), round.Rows, round.Samples, staleness, areDeltas);

                AssertClose([.. expected], after.Weights, 1e-9);
            },
            iter: 200);

    [Fact]
    public void Krum_WeightsNearOneTenthThatDifferByLittle_PicksTheRightClient()
    {
        const int Length = 100_000;
        const int Clients = 11;
        for (var seed = 0; seed < 5; seed++)
        {
            Random random = new(seed);
            var right = random.Next(Clients);
            var rows = Enumerable.Range(0, Clients).Select(k =>
            {
                // The right one is a little nearer to what all have in common.
                var spread = k == right ? 0.97e-5 : 1e-5;
                return Enumerable.Range(0, Length).Select(_ => (float)(0.1 + (spread * ((2 * random.NextDouble()) - 1)))).ToArray();
            }).ToArray();

            Assert.Equal(rows[right].Select(value => (double)value), StrategyRun.Aggregate(StrategyRun.Create("krum", "F=2"), rows));
        }
    }

    [Fact]
    public void Combine_TwentyOfAHundredSendTenTimesTheOpposite_RuinsOnlyTheMean()
    {
        Random random = new(1);
        double[] truth = [.. Enumerable.Range(0, 50).Select(_ => (2 * random.NextDouble()) - 1)];
        float[][] rows = [.. Enumerable.Range(0, 100).Select(k => truth
            .Select(value => (float)((k < 20 ? -10 : 1) * (value + (0.05 * ((2 * random.NextDouble()) - 1))))).ToArray())];
        var size = Math.Sqrt(truth.Sum(value => value * value));

        double Error(string name, string settings = "") => Math.Sqrt(
            StrategyRun.Aggregate(StrategyRun.Create(name, settings), rows).Zip(truth, (a, b) => (a - b) * (a - b)).Sum()) / size;

        Assert.InRange(Error("fedavg"), 1, double.MaxValue);
        Assert.InRange(Error("median"), 0, 0.1);
        Assert.InRange(Error("trimmed-mean", "Beta=0.3"), 0, 0.1);
        Assert.InRange(Error("krum", "F=20"), 0, 0.1);
        Assert.InRange(Error("multi-krum", "F=20"), 0, 0.1);
        Assert.InRange(Error("bulyan", "F=20"), 0, 0.1);
        Assert.InRange(Error("geometric-median"), 0, 0.1);
    }

    private static Gen<(float[][] Rows, long[] Samples)> Rounds(int least, int most, int length, Gen<float>? value = null) =>
        Gen.Int[least, most].SelectMany(count => Gen.Int[1, length].SelectMany(columns =>
            Gen.Select((value ?? Value).Array[columns].Array[count], Gen.Long[1, 1000].Array[count])));

    private static double[] Aggregate(string name, string settings, (float[][] Rows, long[] Samples) round) =>
        StrategyRun.Aggregate(StrategyRun.Create(name, settings), round.Rows, round.Samples);

    private static void AssertClose(double[] expected, double[] actual, double tolerance) =>
        Assert.All(expected, (value, i) => Assert.InRange(actual[i], value - tolerance - (tolerance * Math.Abs(value)), value + tolerance + (tolerance * Math.Abs(value))));
}
