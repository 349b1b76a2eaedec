using System.Globalization;
using CsCheck;
using FederatedOrleans.Sensors.Replay;

namespace FederatedOrleans.Tests.Sensors.Replay;

[Trait("Category", "Unit")]
public sealed class ReplaySpeedTests
{
    [Theory]
    [InlineData("max", 0)]
    [InlineData("MAX", 0)]
    [InlineData("realtime", 1)]
    [InlineData("Realtime", 1)]
    [InlineData("10x", 10)]
    [InlineData("2.5X", 2.5)]
    [InlineData("0.001x", 0.001)]
    [InlineData("1000000x", 1_000_000)]
    public void TryParse_Speed_ReadsItsFactor(string text, double factor)
    {
        Assert.True(ReplaySpeed.TryParse(text, out var speed));
        Assert.Equal(factor, speed.Factor);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0x")]
    [InlineData("-1x")]
    [InlineData("10")]
    [InlineData("1,5x")]
    [InlineData("NaNx")]
    [InlineData("1000001x")]
    [InlineData("fast")]
    public void TryParse_NoSpeed_ReturnsFalse(string? text)
    {
        Assert.False(ReplaySpeed.TryParse(text, out var speed));
        Assert.Equal(ReplaySpeed.Max, speed);
    }

    [Fact]
    public void ToString_AnySpeed_IsReadBackAsTheSame() =>
        Gen.Int[1, 1_000_000_000].Sample(thousandths =>
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{thousandths / 1000m}x");
            return ReplaySpeed.TryParse(text, out var speed) && ReplaySpeed.TryParse(speed.ToString(), out var again) && speed == again;
        });
}
