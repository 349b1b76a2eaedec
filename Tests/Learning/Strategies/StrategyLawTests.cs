using CsCheck;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Tests.Learning.Strategies;

/// <summary>What holds for every strategy, or for all of a kind.</summary>
[Trait("Category", "Unit")]
public sealed class StrategyLawTests
{
    private const int Malicious = 2;

    /// <summary>Multiples of 2^-10 below 100: moving and scaling them by powers of two is exact.</summary>
    private static readonly Gen<float> Value = Gen.Int[-100_000, 100_000].Select(value => value / 1024f);

    public static TheoryData<string, string> All => [.. StrategyRun.All.Select(strategy => new TheoryDataRow<string, string>(strategy.Name, strategy.Settings))];

    public static TheoryData<string, string> Equivariant =>
    [
        ("mean", ""), ("fedavg", ""), ("median", ""), ("trimmed-mean", "Beta=0.2"), ("krum", "F=2"), ("multi-krum", "F=2"), ("bulyan", "F=2"),
        ("geometric-median", "Nu=1e-12"),
    ];

    public static TheoryData<string, string> Robust =>
    [
        ("median", ""), ("trimmed-mean", "Beta=0.2"), ("krum", "F=2"), ("multi-krum", "F=2"), ("bulyan", "F=2"), ("geometric-median", ""),
    ];

    [Fact]
    public void Names_OfAllStrategies_AreThoseOfTheDesign() =>
        Assert.Equal(StrategyRun.All.Select(strategy => strategy.Name).Order(StringComparer.Ordinal), new AggregationStrategies().Names);

    [Theory]
    [MemberData(nameof(All))]
    public void Combine_AnyOrderOfUpdates_HasTheSameBits(string name, string settings) => Gen.Select(Rounds(11, 40), Gen.Int).Sample(
        (round, seed) =>
        {
            var strategy = StrategyRun.Create(name, settings);
            var before = StrategyRun.Initial([.. round.Rows[0].Select((_, i) => i / 3.0)]);
            Contribution[] updates = [.. round.Rows.Select((row, k) => new Contribution($"p{k % 7}", round.Samples[k], row, k, k / 7))];

            StrategyState Run()
            {
                if (!strategy.IsLinear)
                {
                    return strategy.Combine(before, updates, areDeltas: true);
                }

                WeightedSum sum = new(before.Weights.Length);
                Assert.All(updates, update => Assert.True(sum.TryAdd(update.Weights, strategy.WeightOf(update.Samples))));
                return strategy.Combine(before, sum, areDeltas: true);
            }

            var expected = Run();
            new Random(seed).Shuffle(updates);
            var actual = Run();

            Assert.Equal(Bits(expected.Weights), Bits(actual.Weights));
            Assert.Equal(Bits(expected.Memory), Bits(actual.Memory));
            Assert.Equal((0, 1), (before.Steps, actual.Steps));
        },
        iter: 30);

    [Theory]
    [InlineData("mean", "")]
    [InlineData("fedavg", "")]
    [InlineData("median", "")]
    [InlineData("trimmed-mean", "")]
    [InlineData("krum", "F=0")]
    [InlineData("multi-krum", "F=0")]
    [InlineData("bulyan", "F=0")]
    [InlineData("geometric-median", "")]
    [InlineData("fedbuff", "")]
    public void Combine_OneUpdate_IsTheUpdate(string name, string settings) => Rounds(1, 40).Sample(
        round => Assert.Equal(
            round.Rows[0].Select(value => (double)value), StrategyRun.Aggregate(StrategyRun.Create(name, settings), round.Rows, round.Samples)),
        iter: 30);

    [Theory]
    [MemberData(nameof(Equivariant))]
    public void Combine_UpdatesMovedAndScaled_MovesAndScalesTheModel(string name, string settings) => Gen.Select(Rounds(11, 40), Gen.Int[-50, 50]).Sample(
        (round, move) =>
        {
            var strategy = StrategyRun.Create(name, settings);
            var plain = StrategyRun.Aggregate(strategy, round.Rows, round.Samples);
            var moved = StrategyRun.Aggregate(strategy, [.. round.Rows.Select(row => row.Select(value => (value * 4) + move).ToArray())], round.Samples);
            var negative = StrategyRun.Aggregate(strategy, [.. round.Rows.Select(row => row.Select(value => -value).ToArray())], round.Samples);

            Assert.All(plain, (value, i) => Assert.InRange(moved[i] - ((value * 4) + move), -1e-6, 1e-6));
            Assert.All(plain, (value, i) => Assert.InRange(negative[i] + value, -1e-6, 1e-6));
        },
        iter: 30);

    [Theory]
    [MemberData(nameof(All))]
    public void Combine_Deltas_ChangeTheModelAsTheirWeightsWould(string name, string settings) => Rounds(11, 40).Sample(
        round =>
        {
            var strategy = StrategyRun.Create(name, settings);
            var before = StrategyRun.Initial([.. round.Rows[0].Select((_, i) => i / 16.0)]);
            float[][] weights = [.. round.Rows.Select(row => row.Select((value, i) => value + (float)before.Weights[i]).ToArray())];

            var byDeltas = StrategyRun.Combine(strategy, before, round.Rows, round.Samples, areDeltas: true);
            var byWeights = StrategyRun.Combine(strategy, before, weights, round.Samples);

            Assert.All(byDeltas.Weights, (value, i) => Assert.InRange(byWeights.Weights[i] - value, -1e-7, 1e-7));
        },
        iter: 30);

    [Theory]
    [MemberData(nameof(Robust))]
    public void Combine_SomeArbitraryUpdates_StaysNearTheOthers(string name, string settings) =>
        Gen.Select(Rounds(11, 30), Gen.Float[-1_000_000, 1_000_000].Array[30].Array[Malicious], Gen.Bool).Sample(
            (round, arbitrary, alike) =>
            {
                var length = round.Rows[0].Length;
                var honest = round.Rows[Malicious..];
                float[][] rows = [.. honest, .. arbitrary.Select(row => (alike ? arbitrary[0] : row)[..length])];
                var limit = 5 * Math.Sqrt(honest.SelectMany(a => honest.Select(b => Textbook.SquaredDistance(a, b))).Max());

                var model = StrategyRun.Aggregate(StrategyRun.Create(name, settings), rows);

                Assert.InRange(Math.Sqrt(honest[0].Select((value, i) => (value - model[i]) * (value - model[i])).Sum()), 0, limit);
            },
            iter: 50);

    private static Gen<(float[][] Rows, long[] Samples)> Rounds(int count, int length) => Gen.Int[1, length].SelectMany(columns =>
        Gen.Select(Value.Array[columns].Array[count], Gen.Long[1, 1000].Array[count]));

    private static IEnumerable<long> Bits(double[] values) => values.Select(BitConverter.DoubleToInt64Bits);
}
