using System.Globalization;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;

namespace FederatedOrleans.Edge.Verify;

/// <summary>Compares a version's record with what the logs give, number by number and bit by bit.</summary>
internal static class RoundCheck
{
    /// <summary>The first difference between a recorded input and the update at its offset, or null.</summary>
    /// <param name="round">The version's record.</param>
    /// <param name="input">The input.</param>
    /// <param name="update">The update at the input's offset; null where the record there is none.</param>
    public static Difference? OfInput(RoundEntry round, RoundInput input, Contribution? update)
    {
        var place = $"{input.Participant} at offset {input.Offset}";
        if (update is null)
        {
            return new($"the update of {place}", "an update", "something else");
        }

        return Compare($"the federation of {place}", round.Federation, update.Federation)
            ?? Compare($"the participant of {place}", input.Participant, update.Participant)
            ?? Compare($"the model of {place}", round.Model, update.Model)
            ?? Compare($"the window start of {place}", round.WindowStart, update.WindowStart)
            ?? Compare($"the window end of {place}", round.WindowEnd, update.WindowEnd)
            ?? Compare($"the number of weights of {place}", 1, update.Weights.Count)
            ?? Compare($"the samples of {place}", input.Samples, update.Samples)
            ?? Compare($"the hash that the update of {place} carries", update.Hash, update.SaidHash)
            ?? Compare($"the hash of {place}", update.Hash, input.Hash);
    }

    /// <summary>The first difference in the order of the inputs, or null.</summary>
    /// <param name="round">The version's record.</param>
    public static Difference? OfOrder(RoundEntry round)
    {
        if (round.Inputs.Count == 0)
        {
            return new("the inputs", "at least one", "none");
        }

        for (var i = 1; i < round.Inputs.Count; i++)
        {
            if (string.CompareOrdinal(round.Inputs[i - 1].Participant, round.Inputs[i].Participant) >= 0)
            {
                var found = $"{round.Inputs[i].Participant} after {round.Inputs[i - 1].Participant}";
                return new("the order of the inputs", "each participant once, in ordinal order", found);
            }
        }

        return null;
    }

    /// <summary>The first thing in a record that versions of <c>seed-weight</c> do not have, or null.</summary>
    /// <param name="round">The version's record.</param>
    public static Difference? OfAbsent(RoundEntry round) => round is
    {
        Reason: null or RoundReason.Complete,
        RolledBackFrom: null,
        BaseVersion: null,
        Sums: null,
        Memory: null,
        Steps: null,
        Step: null or 0,
    }
        && round.Inputs.All(input => input is { Id: null, Staleness: null, Order: null, WindowStart: null })
        && round.Participants.All(participant => participant.Excluded is null)
        ? null
        : new("the record", "a round of windows that is complete", "something else");

    /// <summary>The first difference in what follows from the inputs, or null.</summary>
    /// <param name="round">The version's record.</param>
    /// <param name="weights">The one weight of every input, in order.</param>
    /// <param name="before">The running mean before the version.</param>
    public static Difference? OfNumbers(RoundEntry round, ReadOnlySpan<double> weights, RunningMean before)
    {
        var (globalWeight, running) = SeedWeightRound.Combine(weights, before);
        var samples = round.Inputs.Aggregate(0L, (sum, input) => unchecked(sum + input.Samples));
        var hash = RoundHash.Compute(
            round.Version,
            round.WindowStart,
            round.WindowEnd,
            round.Model,
            round.Strategy,
            [.. round.Inputs.Select(input => input.Hash)],
            samples,
            new([globalWeight], [], 0),
            running.Value,
            baseVersion: 0,
            sums: []);
        return Compare("the samples", samples, round.Samples)
            ?? Compare("the number of weights", 1, round.Weights.Count)
            ?? Compare("the weight", globalWeight, round.Weights[0])
            ?? Compare("the global weight", globalWeight, round.GlobalWeight)
            ?? Compare("the running sum", running.Sum, round.RunningSum)
            ?? Compare("the running count", running.Count, round.RunningCount)
            ?? Compare("the running mean", running.Value, round.RunningMean)
            ?? Compare("the hash of the version", hash, round.Hash);
    }

    /// <summary>The first difference between the record and the round that the updates log closes, or null.</summary>
    /// <param name="round">The version's record.</param>
    /// <param name="replayed">The round that the log closes; null where it closes none below the recorded next offset.</param>
    /// <param name="participants">The participants of the configuration.</param>
    public static Difference? OfClosing(RoundEntry round, ReplayedRound? replayed, IReadOnlyList<string> participants)
    {
        if (replayed is null)
        {
            return new("the closing", $"a round still open at offset {round.NextOffset}", "a closed one");
        }

        return Compare("the closing's window start", replayed.WindowStart, round.WindowStart)
            ?? Compare("the closing's window end", replayed.WindowEnd, round.WindowEnd)
            ?? Compare(
                "the closing's inputs",
                Names(replayed.Inputs.Select(input => (input.Participant, input.Offset))),
                Names(round.Inputs.Select(input => (input.Participant, input.Offset))))
            ?? Compare("the closing's next offset", replayed.NextOffset, round.NextOffset)
            ?? Compare("the closing's resume offset", replayed.ResumeOffset, round.ResumeOffset)
            ?? Compare("the closing's participants", Say(participants, replayed), Say(round.Participants));
    }

    /// <summary>The difference between two texts, or null.</summary>
    /// <param name="what">What is compared.</param>
    /// <param name="expected">What the logs give.</param>
    /// <param name="found">What is recorded.</param>
    public static Difference? Compare(string what, string expected, string found) =>
        string.Equals(expected, found, StringComparison.Ordinal) ? null : new(what, expected, found);

    /// <summary>The difference between two numbers, or null.</summary>
    /// <param name="what">What is compared.</param>
    /// <param name="expected">What the logs give.</param>
    /// <param name="found">What is recorded.</param>
    public static Difference? Compare(string what, long expected, long found) =>
        expected == found ? null : new(what, $"{expected}", $"{found}");

    /// <summary>The difference between two numbers to the last bit, or null.</summary>
    /// <param name="what">What is compared.</param>
    /// <param name="expected">What the logs give.</param>
    /// <param name="found">What is recorded; null for nothing.</param>
    public static Difference? Compare(string what, double expected, double? found) =>
        found is { } number && BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(number)
            ? null
            : new(what, expected.ToString("R", CultureInfo.InvariantCulture), found?.ToString("R", CultureInfo.InvariantCulture) ?? "none");

    private static string Say(IReadOnlyList<string> participants, ReplayedRound round) =>
        Say(participants.Select(participant =>
        {
            var progress = round.Participants.GetValueOrDefault(participant);
            return new ParticipantProgress(participant, progress.ClosedThrough, progress.Idle, progress.NextOffset);
        }));

    private static string Say(IEnumerable<ParticipantProgress> participants) => string.Join("; ", participants.Select(progress =>
    {
        var closed = progress.ClosedThrough is { } end ? $"closed through {end}" : "nothing closed";
        return $"{progress.Participant} {closed}, read to {progress.NextOffset}{(progress.Idle ? ", idle" : "")}";
    }));

    private static string Names(IEnumerable<(string Participant, long Offset)> inputs) =>
        string.Join(", ", inputs.Select(input => $"{input.Participant}@{input.Offset}"));
}
