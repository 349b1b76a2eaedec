using System.Numerics;
using CsCheck;
using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Tests.Learning.Numerics;

[Trait("Category", "Unit")]
public sealed class ExactQuotientTests
{
    private const long Exact = 1L << 53;

    [Fact]
    public void Of_IntegersThatBinary64Holds_IsItsDivision() => Gen.Select(Gen.Long[-Exact, Exact], Gen.Long[1, Exact]).Sample(
        (numerator, denominator) => Assert.Equal((double)numerator / denominator, ExactQuotient.Of(numerator, denominator)));

    [Fact]
    public void Of_BothMultiplied_StaysTheSame() =>
        Gen.Select(Gen.Long[-Exact, Exact], Gen.Long[1, Exact], Gen.Long[1, long.MaxValue], Gen.Long[1, long.MaxValue]).Sample(
            (numerator, denominator, a, b) => Assert.Equal(
                (double)numerator / denominator, ExactQuotient.Of((BigInteger)numerator * a * b, (BigInteger)denominator * a * b)));

    [Fact]
    public void Of_JustBesideATie_RoundsToItsSide()
    {
        // From 2^53 on, binary64 holds the even integers.
        var unit = BigInteger.One << 100;
        var tie = (Exact + 1) * unit;

        Assert.Equal(Exact, ExactQuotient.Of(tie, unit));
        Assert.Equal(Exact, ExactQuotient.Of(tie - 1, unit));
        Assert.Equal(Exact + 2, ExactQuotient.Of(tie + 1, unit));
        Assert.Equal(Exact + 4, ExactQuotient.Of(tie + (2 * unit), unit));
        Assert.Equal(-Exact - 2, ExactQuotient.Of(-tie - 1, unit));
    }

    [Fact]
    public void Of_NothingToDivideBy_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>("denominator", () => ExactQuotient.Of(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("denominator", () => ExactQuotient.Of(1, -1));
    }
}
