using CsCheck;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Tests.Learning.Windows;

[Trait("Category", "Unit")]
public sealed class WindowClockTests
{
    private const long Length = 5_000;
    private const long Lateness = 1_000;
    private const long Skew = 60_000;

    [Fact]
    public void Constructor_NothingSeen_IsNever()
    {
        var clock = Create();

        Assert.Equal((WindowClock.Never, WindowClock.Never), (clock.LargestEventTime, clock.ClosedThrough));
        Assert.False(clock.Advance());
        Assert.Equal(WindowClock.Never, clock.ClosedThrough);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, -1)]
    public void Constructor_DurationOutOfRange_Throws(long length, long lateness, long skew) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WindowClock(length, lateness, skew));

    [Theory]
    [InlineData(5_999, false, 0)]
    [InlineData(6_000, true, 5_000)]
    [InlineData(10_999, true, 5_000)]
    [InlineData(11_000, true, 10_000)]
    public void Advance_EndPlusLateness_ClosesAtTheLargestEventTimeExactly(long time, bool moved, long closedThrough)
    {
        var clock = Create();
        Admit(clock, 1_000);
        clock.Advance();
        Admit(clock, time);

        Assert.Equal(moved, clock.Advance());
        Assert.Equal(closedThrough, clock.ClosedThrough);
        Assert.False(clock.Advance());
    }

    [Fact]
    public void Admit_FutureExactlyAtTheSkew_IsAccepted()
    {
        var clock = Create();

        Assert.Equal(Admission.Accepted, clock.Admit(1_000 + Skew, 1_000, out var start));
        Assert.Equal(60_000, start);
        Assert.Equal(61_000, clock.LargestEventTime);
    }

    [Fact]
    public void Admit_FutureBeyondTheSkew_MovesNothing()
    {
        var clock = Create();
        Admit(clock, 1_000);
        clock.Advance();

        Assert.Equal(Admission.Future, clock.Admit(1_001 + Skew, 1_000, out _));
        Assert.False(clock.Advance());
        Assert.Equal((1_000, 0), (clock.LargestEventTime, clock.ClosedThrough));
    }

    [Fact]
    public void Admit_BehindAClosedWindow_IsLateExactlyBelowItsEnd()
    {
        var clock = Create();
        Admit(clock, 6_000);
        clock.Advance();

        Assert.Equal(Admission.Late, clock.Admit(4_999, 6_000, out _));
        Assert.Equal(Admission.Accepted, clock.Admit(5_000, 6_000, out _));
        Assert.Equal(6_000, clock.LargestEventTime);
    }

    [Fact]
    public void Admit_LateAndFuture_IsFuture()
    {
        var clock = Create();
        clock.CloseThrough(200_000);

        Assert.Equal(Admission.Future, clock.Admit(100_000, 0, out _));
    }

    [Fact]
    public void CloseThrough_NotAbove_DoesNotGoBack()
    {
        var clock = Create();

        Assert.True(clock.CloseThrough(10_000));
        Assert.False(clock.CloseThrough(10_000));
        Assert.False(clock.CloseThrough(5_000));
        Assert.Equal(10_000, clock.ClosedThrough);
    }

    [Fact]
    public void Admit_RestoredClock_GoesOnWhereItWas()
    {
        WindowClock clock = new(Length, Lateness, Skew, largestEventTime: 12_000, closedThrough: 10_000);

        Assert.Equal(Admission.Late, clock.Admit(9_999, 12_000, out _));
        Assert.Equal(Admission.Accepted, clock.Admit(10_000, 12_000, out _));
        Assert.False(clock.Advance());
        Assert.Equal((12_000, 10_000), (clock.LargestEventTime, clock.ClosedThrough));
    }

    [Fact]
    public void AdmitAndAdvance_AnyReadings_AgreeWithTheRulesSaidSimply() =>
        Gen.Select(
            Gen.Int[1, 30],
            Gen.Int[0, 30],
            Gen.Int[0, 30],
            Gen.Select(Gen.Int[-100, 200], Gen.Int[-40, 40], Gen.Int[0, 15]).Array[0, 60]).Sample((length, lateness, skew, readings) =>
            {
                WindowClock clock = new(length, lateness, skew);
                HashSet<long> closed = [];
                long? largest = null;
                foreach (var (time, ahead, other) in readings)
                {
                    var before = clock.ClosedThrough;
                    if (other == 0)
                    {
                        clock.CloseThrough(Floor(time, length));
                        Close(closed, length, Floor(time, length));
                        continue;
                    }

                    var window = Floor(time, length);
                    var expected = ahead > skew ? Admission.Future : closed.Contains(window) ? Admission.Late : Admission.Accepted;
                    Assert.Equal(expected, clock.Admit(time, time - ahead, out var start));
                    Assert.Equal(window, start);
                    if (expected == Admission.Accepted)
                    {
                        largest = Math.Max(largest ?? time, time);
                        Close(closed, length, largest.Value - lateness);
                    }

                    clock.Advance();
                    Assert.Equal(largest ?? WindowClock.Never, clock.LargestEventTime);
                    Assert.True(clock.ClosedThrough >= before);
                    Assert.True(closed.Count == 0 || closed.Max() + length == clock.ClosedThrough);
                }
            });

    /// <summary>Marks every window of the tested range whose end is at or below a time.</summary>
    private static void Close(HashSet<long> closed, int length, long time)
    {
        for (var start = Floor(-400, length); start + length <= time; start += length)
        {
            closed.Add(start);
        }
    }

    private static long Floor(long time, int length) => (long)Math.Floor((decimal)time / length) * length;

    private static WindowClock Create() => new(Length, Lateness, Skew);

    private static void Admit(WindowClock clock, long time) => Assert.Equal(Admission.Accepted, clock.Admit(time, time, out _));
}
