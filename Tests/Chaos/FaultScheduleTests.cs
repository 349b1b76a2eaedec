using FederatedOrleans.Chaos.Faults;
using FederatedOrleans.Chaos.Fleet;

namespace FederatedOrleans.Tests.Chaos;

[Trait("Category", "Unit")]
public sealed class FaultScheduleTests
{
    private const int Silos = 3;
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(3);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Fact]
    public void Draw_SameSeed_GivesTheSameFaults() => Assert.Equal(
        FaultSchedule.Draw(7, Duration, Silos).Select(fault => (fault.At, $"{fault}")), FaultSchedule.Draw(7, Duration, Silos).Select(fault => (fault.At, $"{fault}")));

    [Fact]
    public void Draw_OtherSeed_GivesOtherFaults() => Assert.NotEqual(
        FaultSchedule.Draw(7, Duration, Silos).Select(fault => $"{fault}"), FaultSchedule.Draw(8, Duration, Silos).Select(fault => $"{fault}"));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Draw_ThreeMinutes_HasEveryKindAndEndsInTime(int seed)
    {
        var schedule = FaultSchedule.Draw(seed, Duration, Silos);

        Assert.Equal(Enum.GetValues<FaultKind>(), schedule.Select(fault => fault.Kind).Distinct().Order());
        Assert.All(schedule, fault => Assert.True(fault.At > TimeSpan.Zero && fault.At + fault.Lasts <= Duration));
        Assert.Equal(schedule.OrderBy(fault => fault.At), schedule);
    }

    [Fact]
    public void Draw_HangsOfTheStore_EndBeforeAndAfterASilentPartitionIsIdle()
    {
        var hangs = Enumerable.Range(1, 10).SelectMany(seed => FaultSchedule.Draw(seed, Duration, Silos))
            .Where(fault => fault.Kind == FaultKind.StoreSuspended).Select(fault => fault.Lasts).ToList();

        Assert.Contains(hangs, lasts => lasts < ChaosSystem.IdleTimeout);
        Assert.Contains(hangs, lasts => lasts > ChaosSystem.IdleTimeout);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Draw_FaultsOfOneTarget_DoNotOverlap(int seed)
    {
        var schedule = FaultSchedule.Draw(seed, Duration, Silos);
        var targets = schedule.SelectMany(fault => fault.Target switch
        {
            FaultTarget.Silos => fault.Silo is { } silo ? [(Target: $"silo {silo}", fault)] : Enumerable.Range(1, Silos).Select(any => (Target: $"silo {any}", fault)),
            var other => [(Target: $"{other}", fault)],
        });

        Assert.All(targets.GroupBy(target => target.Target), target => Assert.All(
            target.Zip(target.Skip(1)), pair => Assert.True(pair.First.fault.At + pair.First.fault.Lasts <= pair.Second.fault.At)));
    }

    [Fact]
    public void Draw_OneSilo_NamesNoOther() => Assert.All(
        FaultSchedule.Draw(7, Duration, silos: 1).Where(fault => fault.Silo is not null), fault => Assert.Equal(1, fault.Silo));
}
