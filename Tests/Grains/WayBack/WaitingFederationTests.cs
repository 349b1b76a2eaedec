using CsCheck;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Tests.Grains.WayBack;

/// <summary>Nobody waits for ever, and no window is lost, in whatever order nodes read, train, send and become idle.</summary>
[Trait("Category", "Unit")]
public sealed class WaitingFederationTests
{
    private const long Iterations = 2_000;

    /// <summary>Partitions without readings, with some, with gaps of many windows.</summary>
    private static readonly Gen<int[][]> Partitions =
        Gen.OneOf(Gen.Const(100), Gen.Const(400), Gen.Const(900), Gen.Const(7_000)).Array[0, 20].Array[1, 4];

    private static readonly Gen<int> Lags = Gen.Int[1, 3];

    private static readonly Gen<(int Node, int Action)[]> Schedules = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 11]).Array[0, 200];

    [Fact]
    public void Settle_NodesThatBecomeIdleAtTheEnd_EveryWindowHasOneVersionOfAllItsUpdates() => Gen.Select(Partitions, Lags, Schedules).Sample(
        (partitions, lag, schedule) =>
        {
            WaitingFederation federation = new(partitions, lag);
            Follow(federation, schedule, mayBecomeIdle: false);
            federation.Settle(becomeIdle: false);
            federation.Settle(becomeIdle: true);

            Assert.True(federation.IsRead);
            Assert.Equal(0, federation.Waiting);
            Assert.DoesNotContain(federation.Verdicts, verdict => verdict.IsRejection());
            var updates = federation.Said.Where(message => message.Kind == UpdateKind.Update).ToList();
            Assert.Equal(
                updates.GroupBy(update => update.WindowStart!.Value).OrderBy(window => window.Key).Select(window => (window.Key, window.Count())),
                federation.Versions.Select(round => (round.WindowStart, round.Inputs.Count)));
            Assert.All(updates, update => Assert.Equal(federation.BaseOf(update), update.BaseVersion));
        },
        iter: Iterations);

    [Fact]
    public void Settle_NodesThatBecomeIdleAnywhere_NobodyWaitsForEver() => Gen.Select(Partitions, Lags, Schedules).Sample(
        (partitions, lag, schedule) =>
        {
            WaitingFederation federation = new(partitions, lag);
            Follow(federation, schedule, mayBecomeIdle: true);
            federation.Settle(becomeIdle: true);

            Assert.True(federation.IsRead);
            Assert.Equal(0, federation.Waiting);
            // A node is idle only after it has said all it had to say: what comes too late is what it read afterwards.
            Assert.DoesNotContain(federation.Verdicts, verdict => verdict.IsRejection() && verdict != UpdateVerdict.Closed);
        },
        iter: Iterations);

    [Fact]
    public void Settle_ParticipantThatNeverSpeaksAndADeadline_NobodyWaitsForEver() => Gen.Select(Partitions, Lags, Schedules).Sample(
        (partitions, lag, schedule) =>
        {
            WaitingFederation federation = new(partitions, lag, external: "dead");
            Follow(federation, schedule, mayBecomeIdle: false);
            do
            {
                federation.Settle(becomeIdle: true);
            }
            while (federation.Expire());

            Assert.True(federation.IsRead);
            Assert.Equal(0, federation.Waiting);
            Assert.DoesNotContain(federation.Verdicts, verdict => verdict.IsRejection());
            Assert.Equal(
                federation.Said.Where(message => message.Kind == UpdateKind.Update).Select(message => message.WindowStart!.Value).Distinct().Order(),
                federation.Versions.Select(round => round.WindowStart));
        },
        iter: Iterations);

    private static void Follow(WaitingFederation federation, (int Node, int Action)[] schedule, bool mayBecomeIdle)
    {
        foreach (var (number, action) in schedule)
        {
            var node = number % federation.Count;
            _ = action switch
            {
                < 4 => federation.Read(node, action + 1),
                < 7 => federation.Train(node),
                < 11 => federation.Send(node),
                _ => mayBecomeIdle && federation.GoIdle(node),
            };
        }
    }
}
