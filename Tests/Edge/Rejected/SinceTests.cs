using FederatedOrleans.Edge.Rejected;
using Microsoft.Extensions.Time.Testing;

namespace FederatedOrleans.Tests.Edge.Rejected;

[Trait("Category", "Unit")]
public sealed class SinceTests
{
    private static readonly FakeTimeProvider Time = new(new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("90s", "2026-11-24T04:58:30Z")]
    [InlineData("15m", "2026-11-24T04:45:00Z")]
    [InlineData("2h", "2026-11-24T03:00:00Z")]
    [InlineData("7d", "2026-11-17T05:00:00Z")]
    [InlineData("0s", "2026-11-24T05:00:00Z")]
    [InlineData("00:00:30", "2026-11-24T04:59:30Z")]
    [InlineData("1.12:30:00", "2026-11-22T16:30:00Z")]
    [InlineData("2026-11-24", "2026-11-24T00:00:00Z")]
    [InlineData("2026-11-24T05:05", "2026-11-24T05:05:00Z")]
    [InlineData("2026-11-24 05:05:25.123", "2026-11-24T05:05:25.123Z")]
    [InlineData("2026-11-24T05:05:25+02:00", "2026-11-24T03:05:25Z")]
    public void TryParse_DurationOrTime_IsATime(string text, string expected)
    {
        Assert.True(Since.TryParse(text, out var since));
        Assert.Equal(DateTimeOffset.Parse(expected, null).ToUnixTimeMilliseconds(), since.ToUnixMilliseconds(Time));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("4000d")]
    [InlineData("4000.00:00:00")]
    [InlineData("-00:00:01")]
    [InlineData("24/11/2026")]
    [InlineData("2026-13-01")]
    [InlineData("yesterday")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(Since.TryParse(text, out _));
}
