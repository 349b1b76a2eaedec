using FederatedOrleans.Grains.Fog;
using Microsoft.Extensions.Time.Testing;

namespace FederatedOrleans.Tests.Grains.Fog;

[Trait("Category", "Unit")]
public sealed class SilenceWatchTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SilenceWatch _watch;

    public SilenceWatchTests() => _watch = new(TimeSpan.FromSeconds(4), _clock);

    [Fact]
    public void Confirm_OftenEnough_IsIdleAfterTheTimeout() =>
        Assert.Equal(8, Enumerable.Range(0, 20).First(_ => ConfirmAfter(TimeSpan.FromSeconds(0.5))));

    /// <summary>While Kafka is away nothing is confirmed, and nobody knows whether sensors speak.</summary>
    [Fact]
    public void Confirm_AfterALongTimeWithoutOne_CountsAQuarterOfTheTimeout() =>
        Assert.Equal(4, Enumerable.Range(0, 20).First(_ => ConfirmAfter(TimeSpan.FromHours(1))));

    /// <summary>While the store is away the same confirmation comes again and again.</summary>
    [Fact]
    public void Confirm_AfterABreakEachTime_IsNeverIdle() => Assert.All(Enumerable.Range(0, 100), _ =>
    {
        Assert.False(ConfirmAfter(TimeSpan.FromSeconds(3)));
        _watch.Break();
    });

    [Fact]
    public void Confirm_AfterOneBreak_BeginsAnew()
    {
        Assert.All(Enumerable.Range(0, 8), _ => Assert.False(ConfirmAfter(TimeSpan.FromSeconds(0.5))));
        _watch.Break();

        Assert.Equal(8, Enumerable.Range(0, 20).First(_ => ConfirmAfter(TimeSpan.FromSeconds(0.5))));
    }

    private bool ConfirmAfter(TimeSpan time)
    {
        _clock.Advance(time);
        return _watch.Confirm();
    }
}
