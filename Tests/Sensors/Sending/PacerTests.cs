using FederatedOrleans.Sensors.Sending;
using Microsoft.Extensions.Time.Testing;

namespace FederatedOrleans.Tests.Sensors.Sending;

[Trait("Category", "Unit")]
public sealed class PacerTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitAsync_NotDue_WaitsUntilItIs()
    {
        Pacer pacer = new(_time);

        var wait = pacer.WaitAsync(TimeSpan.FromSeconds(2), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await wait;
    }

    [Fact]
    public void WaitAsync_Due_DoesNotWait()
    {
        Pacer pacer = new(_time);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(pacer.WaitAsync(TimeSpan.FromSeconds(2), Cancellation).IsCompletedSuccessfully);
    }

    [Fact]
    public void WaitAsync_LongAfterDue_CatchesUpOneSecondOnly()
    {
        Pacer pacer = new(_time);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.True(pacer.WaitAsync(TimeSpan.FromSeconds(10), Cancellation).IsCompletedSuccessfully);
        Assert.True(pacer.WaitAsync(TimeSpan.FromSeconds(11), Cancellation).IsCompletedSuccessfully);
        Assert.False(pacer.WaitAsync(TimeSpan.FromSeconds(11.1), Cancellation).IsCompleted);
    }

    [Fact]
    public void WaitAsync_MonthsAhead_WaitsAlthoughNoTimerTakesThatLong() =>
        Assert.False(new Pacer(_time).WaitAsync(TimeSpan.FromDays(100), Cancellation).IsCompleted);
}
