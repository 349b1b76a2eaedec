using CsCheck;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Models.Moments;

namespace FederatedOrleans.Tests.Learning.Models.Moments;

[Trait("Category", "Unit")]
public sealed class MomentsCheckTests
{
    private static readonly ILocalModel Model = ModelRun.Create("moments", 3);
    private static readonly MomentsLayout Layout = new(3);

    [Fact]
    public void AcceptsSums_OfReadings_Always() => ModelRun.Readings(3, mayMiss: true, least: 1).Sample(
        readings => Assert.True(Model.AcceptsSums(readings.Length, ModelRun.SumsOf(Model, readings))));

    [Fact]
    public void AcceptsSums_OneNumberAtTheEndOfItsType_Never() => ModelRun.Readings(3, mayMiss: true, least: 1).Sample(readings =>
    {
        for (var i = 0; i < Model.ContributionLength; i++)
        {
            Assert.All([Int128.MinValue, Int128.MaxValue], value =>
            {
                var sums = ModelRun.SumsOf(Model, readings);
                sums[i] = value;
                Assert.False(Model.AcceptsSums(readings.Length, sums));
            });
        }
    });

    [Fact]
    public void AcceptsSums_WhatNoReadingsMake_IsRefused()
    {
        double[][] readings = [[1, 2, 3], [2, ModelRun.Missing, 1], [4, 1, 0]];
        Assert.All(
            new (int Place, Int128 Value)[]
            {
                (MomentsLayout.Count(0), -1), (MomentsLayout.Count(0), 4),
                // The square of a sum is at most the count times the sum of squares.
                (Layout.Sum(0), (Int128)8 << 20), (Layout.Product(0, 0), (Int128)16 << 40), (Layout.Product(0, 0), -1),
                (Layout.Lacking(0, 1), -1), (Layout.Lacking(0, 1), 4), (Layout.Lacking(0, 1), 0),
                // The square of a sum of products is at most the product of the sums of squares.
                (Layout.Product(0, 2), (Int128)15 << 40), (Layout.Product(0, 2), -((Int128)15 << 40)),
                // Nothing lacks the third feature.
                (Layout.Without(0, 2), 1), (Layout.Without(2, 0), -1),
            },
            change =>
            {
                var sums = ModelRun.SumsOf(Model, readings);
                Assert.True(Model.AcceptsSums(3, sums));
                sums[change.Place] = change.Value;
                Assert.False(Model.AcceptsSums(3, sums));
            });
    }

    [Fact]
    public void AcceptsSums_SamplesOrLengthNotAllowed_IsRefused()
    {
        var sums = new Int128[Model.ContributionLength];

        Assert.True(Model.AcceptsSums(1, sums));
        Assert.True(Model.AcceptsSums(1L << 40, sums));
        Assert.All([0, -1, (1L << 40) + 1, long.MaxValue], samples => Assert.False(Model.AcceptsSums(samples, sums)));
        Assert.False(Model.AcceptsSums(1, sums.AsSpan(1)));
        Assert.False(Model.AcceptsSums(1, [.. sums, 0]));
    }

    [Fact]
    public void Layout_EveryPlace_IsUsedOnce()
    {
        var places = Enumerable.Range(0, 3).SelectMany(i => (int[])[MomentsLayout.Count(i), Layout.Sum(i)])
            .Concat(Pairs().Where(pair => pair.I <= pair.J).Select(pair => Layout.Product(pair.I, pair.J)))
            .Concat(Pairs().Where(pair => pair.I < pair.J).Select(pair => Layout.Lacking(pair.I, pair.J)))
            .Concat(Pairs().Where(pair => pair.I != pair.J).Select(pair => Layout.Without(pair.I, pair.J)));

        Assert.Equal(Enumerable.Range(0, Layout.SumCount), places.Order());

        static IEnumerable<(int I, int J)> Pairs() => Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(0, 3).Select(j => (i, j)));
    }
}
