using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Tests.Grains.Aggregation.Engines;

namespace FederatedOrleans.Tests.Grains.Aggregation;

[Trait("Category", "Unit")]
public sealed class DecisionOrderTests
{
    [Fact]
    public void Take_EntriesOfAnEngine_AllCountInTheirOrderOnly()
    {
        var entries = Entries();
        DecisionOrder order = new();

        Assert.All(entries, entry => Assert.True(order.Take(entry)));
        Assert.Equal((3L, 0), (order.Version, order.Step));
        Assert.All(entries, entry => Assert.False(order.Take(entry)));
    }

    [Fact]
    public void Take_EntryThatMissedADecision_CountsForNothing()
    {
        var entries = Entries();
        DecisionOrder order = new();
        var late = entries.OfType<RoundEntry>().First(round => round.Step > 0);
        foreach (var entry in entries.TakeWhile(entry => entry != late))
        {
            order.Take(entry);
        }

        Assert.False(order.Take(late with { Step = null }));
        Assert.False(order.Take(late with { Step = late.Step + 1 }));
        Assert.True(order.Take(late));
    }

    [Fact]
    public void Take_BeginningThatIsLost_BeginsWithTheFirstVersion()
    {
        var entries = Entries();
        DecisionOrder order = new(isBeginningLost: true);

        Assert.Equal([false, true, true], entries.Skip(2).Take(3).Select(order.Take));
    }

    /// <summary>A round by deadline, one after a quarantine, and one that is complete.</summary>
    private static List<RoundsEntry> Entries()
    {
        RoundEngine engine = new(Settings("moments", "fedavg", participants: 2), Log, RoundPast.None);
        List<UpdateMessage?> messages = [Sums(0, 0, 1), Sums(0, 1, 2), Said(UpdateKind.Progress, 1, 1), Sums(0, 2, 3), Said(UpdateKind.Progress, 1, 2)];
        var entries = Run(engine, messages, (offset, _) =>
        {
            if (offset == 1)
            {
                engine.FireDeadline();
            }

            if (offset == 2)
            {
                engine.Quarantine(Name(1), 3, "norm");
            }
        });
        Assert.Equal(
            [typeof(DeadlineEntry), typeof(RoundEntry), typeof(QuarantineEntry), typeof(RoundEntry), typeof(RoundEntry)],
            entries.Select(entry => entry.GetType()));
        return entries;
    }
}
