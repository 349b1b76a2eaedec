using CsCheck;
using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Tests.Learning.Numerics;

[Trait("Category", "Unit")]
public sealed class ChiSquaredTests
{
    /// <summary>The values to twenty digits; those at 0.95, 0.975 and 0.99 are in every printed table.</summary>
    [Theory]
    [InlineData(1, 0.0001, 1.57079633501956716e-8)]
    [InlineData(1, 0.95, 3.8414588206941244691)]
    [InlineData(1, 0.99, 6.6348966010212135563)]
    [InlineData(2, 0.5, 1.3862943611198906188)]
    [InlineData(2, 0.99, 9.2103403719761809597)]
    [InlineData(3, 0.001, 0.02429758581569273353)]
    [InlineData(5, 0.975, 12.832501994030026)]
    [InlineData(8, 0.99, 20.090235029663230751)]
    [InlineData(8, 0.999999, 42.700913926477886862)]
    [InlineData(17, 0.01, 6.4077597777389349224)]
    [InlineData(30, 0.9, 40.256023738711800972)]
    [InlineData(63, 0.995, 95.649297480528448368)]
    [InlineData(64, 0.99, 93.216859660238410718)]
    [InlineData(64, 0.000001, 23.747764297114188541)]
    public void Quantile_OfTheTable_IsTheTables(int degrees, double share, double expected) =>
        Assert.InRange(ChiSquared.Quantile(degrees, share) / expected, 1 - 1e-9, 1 + 1e-9);

    [Fact]
    public void Distribution_OfAQuantile_IsTheShare() => Gen.Select(Gen.Int[1, 64], Gen.Double[1e-6, 0.999999]).Sample(
        (degrees, share) => Assert.Equal(share, ChiSquared.Distribution(ChiSquared.Quantile(degrees, share), degrees), 1e-12), iter: 500);

    [Fact]
    public void Distribution_TwoDegrees_IsTheExponentialOne() => Gen.Double[0, 100].Sample(
        x => Assert.Equal(1 - Math.Exp(-x / 2), ChiSquared.Distribution(x, 2), 1e-12));

    [Fact]
    public void Distribution_OutsideItsRange_IsZeroOrOne()
    {
        Assert.Equal(0, ChiSquared.Distribution(0, 3));
        Assert.Equal(0, ChiSquared.Distribution(-1, 3));
        Assert.Equal(1, ChiSquared.Distribution(900, 3), 1e-12);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Quantile_NoShare_Throws(double none) => Assert.Throws<ArgumentOutOfRangeException>("share", () => ChiSquared.Quantile(1, none));
}
