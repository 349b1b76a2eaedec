using FederatedOrleans.Edge.Progress;
using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Tests.Edge;

[Trait("Category", "Unit")]
public sealed class SendWatchTests
{
    private readonly SendWatch _watch = new("host:9092", "readings");

    [Fact]
    public void Observe_Answers_SaysNothing()
    {
        for (var second = 0; second < 100; second++)
        {
            Assert.Empty(Observe(new SendCounts(second, 0, 1), second));
        }
    }

    [Fact]
    public void Observe_NothingAsked_SaysNothing()
    {
        Assert.Empty(Observe(new SendCounts(5, 0, 0), 1));
        Assert.Empty(Observe(new SendCounts(5, 0, 0), 100));
        Assert.Empty(Observe(new SendCounts(5, 0, 1), 101));
    }

    [Fact]
    public void Observe_Silence_WarnsOnceAndEveryThirtySeconds()
    {
        SendCounts waiting = new(0, 0, 7);

        Assert.Empty(Observe(waiting, 4.9));
        Assert.Equal(["no answer from host:9092 for 5 s (refused); still trying, 7 readings wait"], Observe(waiting, 5));
        Assert.Empty(Observe(waiting, 34));
        Assert.Equal(["no answer from host:9092 for 35 s (refused); still trying, 7 readings wait"], Observe(waiting, 35));
    }

    [Fact]
    public void Observe_AnswerAfterSilence_SaysSo()
    {
        Assert.Single(Observe(new SendCounts(0, 0, 7), 6));
        Assert.Equal(["host:9092 answers again"], Observe(new SendCounts(1, 0, 6), 7));
        Assert.Empty(Observe(new SendCounts(1, 0, 6), 8));
    }

    [Fact]
    public void Observe_Refusals_AreGatheredForThirtySeconds()
    {
        Assert.Equal(["host:9092 refused 2 readings: refused"], Observe(new SendCounts(0, 2, 1), 1));
        Assert.Empty(Observe(new SendCounts(0, 5, 1), 2));
        Assert.Equal(["host:9092 refused 4 readings: refused"], Observe(new SendCounts(0, 6, 1), 31));
    }

    private string[] Observe(SendCounts counts, double seconds) =>
        [.. _watch.Observe(new SendState(counts, counts.Pending > 0, "refused"), TimeSpan.FromSeconds(seconds))];
}
