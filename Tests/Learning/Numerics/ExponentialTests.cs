using CsCheck;
using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Tests.Learning.Numerics;

[Trait("Category", "Unit")]
public sealed class ExponentialTests
{
    [Fact]
    public void Exp_AnyExponent_IsThatOfThePlatformUpToRounding() => Gen.Double[-700, 700].Sample(
        x => Assert.InRange(Math.Abs((Exponential.Exp(x) / Math.Exp(x)) - 1), 0, 1e-15), iter: 100_000);

    [Fact]
    public void Exp_Zero_IsOne() => Assert.Equal(1, Exponential.Exp(0));

    [Fact]
    public void Exp_BeyondItsRange_IsTheEndOfIt()
    {
        Assert.Equal(Exponential.Exp(708), Exponential.Exp(double.PositiveInfinity));
        Assert.Equal(Exponential.Exp(-708), Exponential.Exp(double.NegativeInfinity));
        Assert.InRange(Exponential.Exp(708), 3.0e307, 3.1e307);
        Assert.InRange(Exponential.Exp(-708), 3.3e-308, 3.4e-308);
        Assert.True(double.IsNaN(Exponential.Exp(double.NaN)));
    }

    [Fact]
    public void Sigmoid_AnyArgument_IsThatOfThePlatformUpToRounding() => Gen.Double[-50, 50].Sample(
        x => Assert.InRange(Math.Abs((Exponential.Sigmoid(x) * (1 + Math.Exp(-x))) - 1), 0, 1e-12), iter: 100_000);

    [Fact]
    public void Sigmoid_LargeArguments_StaysBetweenZeroAndOne()
    {
        Assert.Equal(1, Exponential.Sigmoid(1e300));
        Assert.InRange(Exponential.Sigmoid(-1e300), double.Epsilon, 1e-300);
        Assert.Equal(0.5, Exponential.Sigmoid(0));
    }
}
