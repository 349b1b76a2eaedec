using CsCheck;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Tests.Learning.Windows;

[Trait("Category", "Unit")]
public sealed class TumblingWindowTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(4_999, 0)]
    [InlineData(5_000, 5_000)]
    [InlineData(-1, -5_000)]
    [InlineData(-4_999, -5_000)]
    [InlineData(-5_000, -5_000)]
    [InlineData(-5_001, -10_000)]
    public void StartOf_AroundTheEpoch_IsTheMultipleAtOrBelow(long time, long start) =>
        Assert.Equal(start, TumblingWindow.StartOf(time, 5_000));

    [Fact]
    public void StartOf_AnyTimeAndLength_IsAMultipleAndContainsTheTime() =>
        Gen.Select(
            Gen.Long[-100_000_000_000_000, 300_000_000_000_000],
            Gen.OneOf(Gen.Long[1, 20], Gen.Long[1, 86_400_000])).Sample((time, length) =>
        {
            var start = TumblingWindow.StartOf(time, length);

            Assert.Equal(0, start % length);
            Assert.InRange(time, start, start + length - 1);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void StartOf_LengthThatIsNotPositive_Throws(long length) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(length), () => TumblingWindow.StartOf(1, length));
}
