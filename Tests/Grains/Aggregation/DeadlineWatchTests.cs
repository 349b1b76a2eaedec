using FederatedOrleans.Grains.Aggregation;
using Microsoft.Extensions.Time.Testing;

namespace FederatedOrleans.Tests.Grains.Aggregation;

[Trait("Category", "Unit")]
public sealed class DeadlineWatchTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void IsOver_RoundThatHasWaited_OnlyOnceTheEndWasSeen()
    {
        DeadlineWatch watch = new(TimeSpan.FromSeconds(5), _clock);
        watch.Open(1);
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.False(watch.IsOver(1));
        watch.ReachEnd();
        Assert.True(watch.IsOver(1));
    }

    [Fact]
    public void IsOver_TimeInWhichTheEndWasNotSeen_DoesNotCount()
    {
        DeadlineWatch watch = new(TimeSpan.FromSeconds(5), _clock);
        watch.Open(1);
        _clock.Advance(TimeSpan.FromSeconds(4));
        watch.ReachEnd();
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.False(watch.IsOver(1));
    }

    [Fact]
    public void IsOver_LaterRoundThatWasOpenBefore_HasItsOwnTime()
    {
        DeadlineWatch watch = new(TimeSpan.FromSeconds(5), _clock);
        watch.Open(1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        watch.Open(2);
        _clock.Advance(TimeSpan.FromSeconds(3));
        watch.ReachEnd();

        Assert.True(watch.IsOver(1));
        Assert.False(watch.IsOver(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        watch.ReachEnd();
        Assert.True(watch.IsOver(2));
    }

    [Fact]
    public void IsOver_WithoutADeadlineOrARound_Never()
    {
        DeadlineWatch none = new(null, _clock);
        none.Open(1);
        DeadlineWatch watch = new(TimeSpan.FromSeconds(5), _clock);
        _clock.Advance(TimeSpan.FromDays(1));
        none.ReachEnd();
        watch.ReachEnd();

        Assert.False(none.IsOver(1));
        Assert.False(watch.IsOver(null));
    }
}
