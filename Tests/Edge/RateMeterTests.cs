using FederatedOrleans.Edge.Progress;

namespace FederatedOrleans.Tests.Edge;

[Trait("Category", "Unit")]
public sealed class RateMeterTests
{
    [Fact]
    public void Update_SteadyGrowth_TellsItsRate()
    {
        RateMeter meter = new();

        for (var second = 1; second < 10; second++)
        {
            Assert.Equal(50, meter.Update(second * 50, TimeSpan.FromSeconds(second)), tolerance: 1e-9);
        }
    }

    [Fact]
    public void Update_RateChanges_FollowsSmoothly()
    {
        RateMeter meter = new();
        meter.Update(100, TimeSpan.FromSeconds(1));

        var soon = meter.Update(100, TimeSpan.FromSeconds(2));
        var later = meter.Update(100, TimeSpan.FromSeconds(20));

        Assert.InRange(soon, 1, 99);
        Assert.Equal(0, later);
    }

    [Fact]
    public void Update_SameTime_KeepsTheRate()
    {
        RateMeter meter = new();

        Assert.Equal(0, meter.Update(5, TimeSpan.Zero));
    }
}
