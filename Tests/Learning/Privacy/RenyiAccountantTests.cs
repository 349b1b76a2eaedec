using FederatedOrleans.Learning.Privacy;

namespace FederatedOrleans.Tests.Learning.Privacy;

[Trait("Category", "Unit")]
public sealed class RenyiAccountantTests
{
    private static readonly double[] Orders = [1.1, 1.5, 2, 2.7, 3, 5.3, 8, 16, 32.5];

    [Theory]
    [InlineData(0.01, 1.1)]
    [InlineData(0.1, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 1.7)]
    [InlineData(0.001, 0.8)]
    public void Divergences_OfOneStep_AreNotBelowTheIntegralThatDefinesThem(double samplingRate, double noise)
    {
        var divergences = RenyiAccountant.Divergences(samplingRate, noise, 1, Orders);

        Assert.All(Orders, (order, i) =>
        {
            var expected = Math.Log(Moment(samplingRate, noise, order)) / (order - 1);
            var above = order == Math.Floor(order) ? 1e-7 : double.MaxValue;
            Assert.InRange(divergences[i], expected - (1e-7 * expected) - 1e-12, expected + (above * expected) + 1e-12);
        });
    }

    [Fact]
    public void Divergences_EverybodyTakesPart_IsThatOfTheGaussianMechanism() => Assert.Equal(
        Orders.Select(order => 7 * order / (2 * 1.5 * 1.5)), RenyiAccountant.Divergences(1, 1.5, 7, Orders), (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void Divergences_NobodyTakesPart_IsZero() => Assert.All(RenyiAccountant.Divergences(0, 1, 1000, Orders), value => Assert.Equal(0, value));

    [Fact]
    public void Epsilon_MoreSteps_IsLarger()
    {
        double[] epsilons = [.. new long[] { 1, 10, 100, 1000 }.Select(steps =>
            RenyiAccountant.Epsilon(RenyiAccountant.Orders, RenyiAccountant.Divergences(0.01, 1, steps, RenyiAccountant.Orders), 1e-5).Epsilon)];

        Assert.Equal(epsilons.Order(), epsilons);
        Assert.Equal(4, epsilons.Distinct().Count());
    }

    [Theory]
    [InlineData(-0.1, 1, 1, 2)]
    [InlineData(1.1, 1, 1, 2)]
    [InlineData(double.NaN, 1, 1, 2)]
    [InlineData(0.5, 0, 1, 2)]
    [InlineData(0.5, double.NaN, 1, 2)]
    [InlineData(0.5, 1, -1, 2)]
    [InlineData(0.5, 1, 1, 1)]
    [InlineData(0.5, 1, 1, double.NaN)]
    public void Divergences_OutOfRange_Throws(double samplingRate, double noise, long steps, double order) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RenyiAccountant.Divergences(samplingRate, noise, steps, [order]));

    [Fact]
    public void Epsilon_OutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RenyiAccountant.Epsilon([2], [1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RenyiAccountant.Epsilon([2], [1], 1));
        Assert.Throws<ArgumentException>(() => RenyiAccountant.Epsilon([], [], 0.1));
        Assert.Throws<ArgumentException>(() => RenyiAccountant.Epsilon([2], [1, 2], 0.1));
    }

    /// <summary>The mean of (mixture density / noise density)^order under the noise, by the trapezoidal rule.</summary>
    private static double Moment(double samplingRate, double noise, double order)
    {
        const int Points = 200_000;
        var from = -20 * noise;
        var width = ((40 * noise) + order) / Points;
        var sum = 0.0;
        for (var i = 0; i <= Points; i++)
        {
            var z = from + (i * width);
            var ratio = (1 - samplingRate) + (samplingRate * Math.Exp(((2 * z) - 1) / (2 * noise * noise)));
            sum += Math.Exp((order * Math.Log(ratio)) - (z * z / (2 * noise * noise)));
        }

        return sum * width / (noise * Math.Sqrt(2 * Math.PI));
    }
}
