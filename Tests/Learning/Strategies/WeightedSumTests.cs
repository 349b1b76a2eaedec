using System.Numerics;
using CsCheck;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Tests.Learning.Exact;

namespace FederatedOrleans.Tests.Learning.Strategies;

[Trait("Category", "Unit")]
public sealed class WeightedSumTests
{
    private const float Limit = 1 << 20;

    [Fact]
    public void ToValues_AnyUpdates_IsTheSumOfIntegers() => Draw.Round(40, 70).Sample(
        round => Assert.Equal(
            ExactModel.Sum(round.Updates, round.Weights, round.Updates[0].Length),
            Sum(round.Updates, round.Weights).ToValues().Select(value => (BigInteger)value)),
        iter: 300);

    [Fact]
    public void ToMean_AnyUpdates_IsTheNearestBinary64() => Draw.Round(20, 40).Sample(
        round =>
        {
            var exact = ExactModel.Sum(round.Updates, round.Weights, round.Updates[0].Length);
            var mean = Sum(round.Updates, round.Weights).ToMean();

            Assert.All(mean, (value, i) => Assert.True(ExactModel.IsNearest(value, exact[i], round.Weights.Sum())));
        },
        iter: 300);

    [Theory]
    [InlineData(1L << 54, 3)]
    [InlineData((1L << 54) + 2, 4)]
    [InlineData((1L << 54) + 6, 4)]
    [InlineData((1L << 55) - 1, 1)]
    [InlineData(-(1L << 54) - 2, 4)]
    [InlineData(long.MaxValue, 1L << 50)]
    [InlineData(1, 1L << 50)]
    [InlineData(-1, (1L << 50) - 1)]
    public void ToMean_TiesAndSmallestQuotients_IsTheNearestBinary64(long units, long weight)
    {
        var sum = WeightedSum.FromValues([units, (Int128)units << 20], weight, weight)!;

        Assert.All(sum.ToMean(), (mean, i) => Assert.True(ExactModel.IsNearest(mean, (BigInteger)units << (20 * i), weight)));
    }

    [Fact]
    public void ToMean_SumsOfManyRegions_IsTheNearestBinary64() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Long[1, WeightedSum.MaxTotalWeight], Gen.Int[1, 126]).Sample((high, low, weight, shift) =>
        {
            var units = (Int128)(new UInt128(high, low) >> shift) % ((Int128)weight << 76);

            var mean = WeightedSum.FromValues([units, -units], weight, weight)!.ToMean();

            Assert.True(ExactModel.IsNearest(mean[0], units, weight));
            Assert.Equal(-mean[0], mean[1]);
        });

    [Fact]
    public void Add_AnyOrderAndGrouping_GivesTheSameSum() =>
        Gen.Select(Draw.Round(60, 70), Gen.Int[1, 7], Gen.Int).Sample(
            (round, groups, seed) =>
            {
                var whole = Sum(round.Updates, round.Weights);
                var indices = Enumerable.Range(0, round.Weights.Length).ToArray();
                new Random(seed).Shuffle(indices);
                WeightedSum total = new(round.Updates[0].Length);
                foreach (var group in indices.GroupBy(k => (k * 31) % groups))
                {
                    WeightedSum part = new(total.Length);
                    foreach (var k in group)
                    {
                        Assert.True(part.TryAdd(round.Updates[k], round.Weights[k]));
                    }

                    total.Add(group.Key % 2 == 0 ? part : WeightedSum.FromValues(part.ToValues(), part.TotalWeight, part.Updates)!);
                }

                AssertSame(whole, total);
            },
            iter: 300);

    [Fact]
    public void Subtract_AfterAdd_IsAsIfItHadNeverBeen() => Draw.Round(30, 70).Sample(
        round =>
        {
            var last = round.Weights.Length - 1;
            var without = Sum(round.Updates[..last], round.Weights[..last], round.Updates[0].Length);
            var sum = Sum(round.Updates, round.Weights);

            sum.Subtract(round.Updates[last], round.Weights[last]);

            Assert.Equal(without.ToValues(), sum.ToValues());
            Assert.Equal((without.TotalWeight, without.Updates), (sum.TotalWeight, sum.Updates));
        },
        iter: 300);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MaxValue)]
    [InlineData(Limit)]
    [InlineData(-Limit)]
    public void TryAddAll_OneValueOutOfRange_AddsNothing(float value)
    {
        // Every place in a vector, in the tail behind it, in every row of a group.
        for (var place = 0; place < 45; place++)
        {
            var (updates, weights) = Regular(21, 45);
            var expected = Sum(updates, weights);
            var sum = Sum(updates, weights);
            var (bad, badWeights) = Regular(19, 45);
            bad[place % 19][place] = value;

            Assert.False(sum.TryAddAll([.. bad.Select(update => (ReadOnlyMemory<float>)update)], badWeights));
            Assert.False(sum.TryAdd(bad[place % 19], 1));

            AssertSame(expected, sum);
        }
    }

    [Fact]
    public void TryAdd_MoreUpdatesThanTheLowIntegerCanHold_IsStillExact()
    {
        // Each of these leaves the largest rest in the low integer, so that 70,000 of them would overflow it without a carry.
        const float Value = (1 << 19) + (1f / 16);
        const int Count = 70_000;
        float[] update = [0.001953125f * 0.99999994f, -0.001953125f * 0.99999994f, Value, float.Epsilon];
        WeightedSum sum = new(update.Length);
        for (var i = 0; i < Count; i++)
        {
            Assert.True(sum.TryAdd(update, 1));
        }

        Assert.Equal(update.Select(value => ExactModel.Units(value, 1) * Count), sum.ToValues().Select(value => (BigInteger)value));
    }

    [Fact]
    public void TryAdd_MoreWeightThanTheHighIntegerCanHold_IsStillExact()
    {
        const int Count = 40_000;
        float[] update = [MathF.BitDecrement(Limit), -MathF.BitDecrement(Limit), 1e-9f];
        WeightedSum sum = new(update.Length);
        for (var i = 0; i < Count; i++)
        {
            Assert.True(sum.TryAdd(update, 1 << 20));
        }

        Assert.Equal((long)Count << 20, sum.TotalWeight);
        Assert.Equal(update.Select(value => ExactModel.Units(value, 1 << 20) * Count), sum.ToValues().Select(value => (BigInteger)value));
        Assert.Equal(MathF.BitDecrement(Limit), sum.ToMean()[0]);

        sum.Add(sum);
        Assert.Equal(update.Select(value => ExactModel.Units(value, 1 << 20) * (2 * Count)), sum.ToValues().Select(value => (BigInteger)value));
    }

    [Fact]
    public void ToMean_NoUpdates_Throws() => Assert.Throws<InvalidOperationException>(() => new WeightedSum(3).ToMean());

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData((1L << 20) + 1)]
    [InlineData(long.MaxValue)]
    public void TryAdd_WeightThatIsNotAllowed_Throws(long weight)
    {
        WeightedSum sum = new(1);

        Assert.Throws<ArgumentException>(() => sum.TryAdd(new float[1], weight));
        Assert.Throws<ArgumentException>(() => sum.TryAddAll([new float[1]], [weight]));
        Assert.Equal((0, 0), (sum.TotalWeight, sum.Updates));
    }

    [Fact]
    public void TryAdd_OtherLength_Throws()
    {
        Assert.Throws<ArgumentException>(() => new WeightedSum(2).TryAdd(new float[3], 1));
        Assert.Throws<ArgumentException>(() => new WeightedSum(2).Add(new WeightedSum(3)));
        Assert.Throws<ArgumentException>(() => new WeightedSum(2).TryAddAll([new float[2]], [1, 2]));
    }

    [Fact]
    public void Subtract_FromNothing_Throws() => Assert.Throws<ArgumentException>(() => new WeightedSum(1).Subtract(new float[1], 1));

    [Fact]
    public void Add_TotalWeightTooLarge_Throws()
    {
        var sum = WeightedSum.FromValues([0], WeightedSum.MaxTotalWeight, WeightedSum.MaxTotalWeight)!;

        Assert.Throws<ArgumentException>(() => sum.TryAdd(new float[1], 1));
        Assert.Throws<ArgumentException>(() => sum.Add(sum));
        Assert.Equal(WeightedSum.MaxTotalWeight, sum.TotalWeight);
    }

    [Fact]
    public void FromValues_WhatNoUpdatesSumTo_IsNull()
    {
        Assert.NotNull(WeightedSum.FromValues([(Int128)5 << 76], 5, 1));
        Assert.Null(WeightedSum.FromValues([((Int128)5 << 76) + 1], 5, 1));
        Assert.Null(WeightedSum.FromValues([-((Int128)5 << 76) - 1], 5, 1));
        Assert.Null(WeightedSum.FromValues([1], 0, 0));
        Assert.Null(WeightedSum.FromValues([0], 1, 2));
        Assert.Null(WeightedSum.FromValues([0], -1, -1));
        Assert.Null(WeightedSum.FromValues([0], WeightedSum.MaxTotalWeight + 1, WeightedSum.MaxTotalWeight));
        Assert.Null(WeightedSum.FromValues([0], (2L << 20) + 1, 2));
    }

    private static WeightedSum Sum(float[][] updates, long[] weights, int? length = null)
    {
        WeightedSum sum = new(length ?? updates[0].Length);
        Assert.True(sum.TryAddAll([.. updates.Select(update => (ReadOnlyMemory<float>)update)], weights));
        return sum;
    }

    private static void AssertSame(WeightedSum expected, WeightedSum actual)
    {
        Assert.Equal(expected.ToValues(), actual.ToValues());
        Assert.Equal((expected.TotalWeight, expected.Updates), (actual.TotalWeight, actual.Updates));
        Assert.Equal(expected.ToMean().Select(BitConverter.DoubleToInt64Bits), actual.ToMean().Select(BitConverter.DoubleToInt64Bits));
    }

    private static (float[][] Updates, long[] Weights) Regular(int count, int length) =>
        ([.. Enumerable.Range(0, count).Select(k => Enumerable.Range(0, length).Select(i => ((k * 37) + (i * 11)) / 7f).ToArray())],
        [.. Enumerable.Range(1, count).Select(k => (long)k)]);
}
