using FederatedOrleans.Sensors.Replay;

namespace FederatedOrleans.Tests.Sensors.Replay;

[Trait("Category", "Unit")]
public sealed class EventTimeTests
{
    [Theory]
    [InlineData("2020-03-09 10:14:33", 1_583_748_873_000)]
    [InlineData("2020-03-09T10:14:33Z", 1_583_748_873_000)]
    [InlineData("2020-03-09T10:14:33.250", 1_583_748_873_250)]
    [InlineData("2020-03-09 12:14:33+02:00", 1_583_748_873_000)]
    [InlineData("2020-03-09 10:14", 1_583_748_840_000)]
    [InlineData("2020-03-09", 1_583_712_000_000)]
    [InlineData("1583748873000", 1_583_748_873_000)]
    [InlineData("-1", -1)]
    public void TryParse_Time_ReadsUnixMilliseconds(string text, long milliseconds)
    {
        Assert.True(EventTime.TryParse(text, out var parsed));
        Assert.Equal(milliseconds, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("03/09/2020 10:14:33")]
    [InlineData("2020-13-09 10:14:33")]
    [InlineData("yesterday")]
    [InlineData("1583748873.5")]
    [InlineData("9999999999999999")]
    public void TryParse_NoTime_ReturnsFalse(string text) => Assert.False(EventTime.TryParse(text, out _));
}
