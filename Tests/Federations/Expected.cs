using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Federations;

/// <summary>Compares what a federation made with what the oracle computes from the same records: counts exactly, numbers to the last bit.</summary>
public static class Expected
{
    /// <summary>What must come of a log.</summary>
    public static OracleResult Of(SensorLog log, TimeSpan window, TimeSpan lateness) => FederationOracle.Compute(
        new((long)window.TotalMilliseconds, (long)lateness.TotalMilliseconds, 60_000, ["temperature", "vibration"], [.. log.ByParticipant.Keys]), log.ByParticipant);

    /// <summary>Every counter of every fog node.</summary>
    public static void Nodes(OracleResult expected, IReadOnlyList<FogNodeStatus> nodes)
    {
        Assert.Equal(expected.Participants.Count, nodes.Count);
        foreach (var node in nodes)
        {
            var participant = expected.Participants[node.Participant];
            Assert.Equal(
                (node.Participant, participant.Readings, participant.Late, participant.Future, participant.Malformed, 0L),
                (node.Participant, node.Readings, node.Late, node.Future, node.Malformed, node.Expired));
            Assert.Equal(participant.Present["temperature"], node.Present["temperature"]);
            Assert.Equal(participant.Present["vibration"], node.Present["vibration"]);
        }
    }

    /// <summary>Every round: window, participants, samples, weights and running mean.</summary>
    public static void Rounds(OracleResult expected, IReadOnlyList<RoundEntry> rounds)
    {
        Assert.Equal(
            expected.Rounds.Select(round => (round.Version, round.WindowStart, string.Join(' ', round.Participants), round.Samples)),
            rounds.Select(round => (round.Version, round.WindowStart, string.Join(' ', round.Inputs.Select(input => input.Participant)), round.Samples)));
        Assert.Equal(
            expected.Rounds.Select(round => (Bits(round.GlobalWeight), Bits(round.RunningMean))),
            rounds.Select(round => (Bits(round.GlobalWeight!.Value), Bits(round.RunningMean!.Value))));
    }

    /// <summary>Every window of every fog node, from the updates topic: exactly one accepted update per window.</summary>
    public static void Updates(OracleResult expected, IEnumerable<UpdateMessage> updates)
    {
        var contributions = updates.Where(update => update.Kind == UpdateKind.Update).ToList();
        var distinct = contributions.DistinctBy(update => (update.Participant, update.WindowStart)).ToList();
        Assert.All(
            contributions.GroupBy(update => (update.Participant, update.WindowStart)), same => Assert.Single(same.Select(update => update.Hash).Distinct()));
        Assert.Equal(
            expected.Participants.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Windows.Select(
                window => (pair.Key, window.Start, window.Samples, window.Present[0], window.Present[1], Bits(window.Weight)))),
            distinct.OrderBy(update => update.Participant, StringComparer.Ordinal).ThenBy(update => update.WindowStart).Select(
                update => (update.Participant, update.WindowStart!.Value, update.Samples, update.Present![0], update.Present[1], Bits(update.Weights![0]))));
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
