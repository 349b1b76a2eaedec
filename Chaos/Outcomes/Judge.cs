using FederatedOrleans.Chaos.Fleet;
using FederatedOrleans.Chaos.Readings;

namespace FederatedOrleans.Chaos.Outcomes;

/// <summary>Compares what a run has left with the log it was fed and with an undisturbed run of that log.</summary>
/// <param name="log">The log.</param>
/// <param name="undisturbed">What one silo made of it that nothing happened to.</param>
internal sealed class Judge(ReadingLog log, Outcome undisturbed)
{
    /// <summary>How long a silo may take to end when it is told to.</summary>
    public static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    /// <summary>How long a process may take until code of ours runs in it; a SIGTERM before that meets the runtime.</summary>
    private static readonly TimeSpan TimeToBegin = TimeSpan.FromSeconds(1);

    /// <summary>Judges what is in the topics and what the fog nodes say.</summary>
    /// <param name="outcome">What the run has left.</param>
    public IEnumerable<Verdict> Judgements(Outcome outcome) =>
    [
        Readings("undisturbed run: every reading accounted for once", undisturbed),
        Readings("every reading accounted for once", outcome),
        PutAside(outcome),
        Consistent(outcome),
        ContributedOnce(outcome),
        SameRounds(outcome),
        Published(outcome),
    ];

    /// <summary>Judges how the silos ended.</summary>
    /// <param name="ends">How they did.</param>
    /// <param name="zombies">How many silos were suspended for so long that the others may have given them up, or lost their membership with the store.</param>
    public static IEnumerable<Verdict> Ends(IReadOnlyList<SiloEnd> ends, int zombies)
    {
        var faults = ends.Where(end => end.ExitCode == SiloEnd.SegmentationFault).ToList();
        yield return new("no silo crashed in native code", faults.Count == 0, faults.Count == 0 ? $"{ends.Count} processes ended" : Join(faults));

        // One that has just found itself out of the cluster gives up, whatever it is told then.
        var own = ends.Where(end => end.Asked is null || end.ExitCode == SiloEnd.OutOfTheCluster).ToList();
        var told = ends.Except(own).Where(end => end.Asked == SiloRequest.Terminate && !(end.ExitCode == SiloEnd.Unheard && end.Lived < TimeToBegin)).ToList();
        var slow = told.Where(end => end.ExitCode != 0 || end.Took > TimeToEnd).ToList();
        yield return new($"a silo told to end ends within {TimeToEnd.TotalSeconds} s, with 0", slow.Count == 0, slow.Count == 0 ? $"{told.Count} ended" : Join(slow));

        yield return new(
            "no silo gave up without a reason",
            own.Count <= zombies,
            $"{own.Count} ended by themselves, {zombies} had been given up for dead or lost their membership{(own.Count == 0 ? "" : $": {Join(own)}")}");
    }

    private Verdict Readings(string promise, Outcome outcome)
    {
        var expected = log.Counts;
        for (var partition = 0; partition < expected.Count; partition++)
        {
            var found = partition < outcome.Readings.Count ? outcome.Readings[partition] : null;
            if (found != expected[partition])
            {
                return new(promise, false, $"partition {partition}: {found?.ToString() ?? "nothing"}; it has {expected[partition]}");
            }
        }

        var sum = new ReadingCounts(
            expected.Sum(counts => counts.Counted), expected.Sum(counts => counts.Late), expected.Sum(counts => counts.Future), expected.Sum(counts => counts.Malformed));
        return new(promise, true, $"{sum.Total} readings: {sum}");
    }

    private Verdict PutAside(Outcome outcome)
    {
        var expected = log.Partitions.Index().SelectMany(partition => partition.Item.Index()
            .Where(reading => reading.Item.Kind is ReadingKind.Malformed or ReadingKind.Future)
            .Select(reading => new RejectedReading(partition.Index, reading.Index, reading.Item.Kind == ReadingKind.Future ? "future" : "malformed"))).ToHashSet();
        return Same("every bad reading put aside, no other", expected, outcome.PutAside, reading => $"{reading.Reason} at partition {reading.Partition}, offset {reading.Offset}");
    }

    private static Verdict Consistent(Outcome outcome)
    {
        const string Promise = "no update contradicts an earlier one";
        var contradiction = outcome.Updates.GroupBy(update => (update.Participant, update.WindowStart)).FirstOrDefault(same => same.Distinct().Skip(1).Any());
        if (contradiction is not null)
        {
            return new(Promise, false, $"{contradiction.Key.Participant}, window {contradiction.Key.WindowStart}: {contradiction.Distinct().Count()} different updates");
        }

        var rejected = outcome.RejectedUpdates.Where(reason => reason.Key != "closed").ToList();
        var repeated = outcome.Updates.Count - outcome.Updates.Distinct().Count();
        return rejected.Count > 0
            ? new(Promise, false, $"put aside: {string.Join(", ", rejected.Select(reason => $"{reason.Value} as {reason.Key}"))}")
            : new(Promise, true, $"{outcome.Updates.Count} updates, {repeated} of them repetitions");
    }

    private Verdict ContributedOnce(Outcome outcome)
    {
        const string Promise = "every update contributed once";
        var inputs = outcome.Rounds.SelectMany(round => round.Inputs).ToList();
        var twice = inputs.CountBy(input => (input.Participant, input.WindowStart)).FirstOrDefault(input => input.Value > 1);
        return twice.Value > 1
            ? new(Promise, false, $"{twice.Key.Participant}, window {twice.Key.WindowStart}: {twice.Value} times")
            : Same(Promise, undisturbed.Updates.ToHashSet(), inputs.ToHashSet(), update => $"{update.Participant}, window {update.WindowStart}");
    }

    private Verdict SameRounds(Outcome outcome)
    {
        const string Promise = "the same rounds as undisturbed";
        for (var i = 0; i < Math.Max(undisturbed.Rounds.Count, outcome.Rounds.Count); i++)
        {
            var expected = i < undisturbed.Rounds.Count ? undisturbed.Rounds[i] : null;
            var found = i < outcome.Rounds.Count ? outcome.Rounds[i] : null;
            if (expected?.Hash != found?.Hash || expected?.WindowStart != found?.WindowStart)
            {
                return new(Promise, false, $"version {i + 1} is {Describe(found)}; undisturbed {Describe(expected)}");
            }
        }

        return new(Promise, undisturbed.Rounds.Count > 0, $"{outcome.Rounds.Count} rounds, the last hash {(outcome.Rounds is [.., var last] ? last.Hash[..12] : "")}");
    }

    private static Verdict Published(Outcome outcome)
    {
        const string Promise = "every version published as decided";
        var wrong = outcome.Rounds.FirstOrDefault(round => outcome.Published.GetValueOrDefault(round.Version) != round.Hash);
        return wrong is null && outcome.Published.Count == outcome.Rounds.Count
            ? new(Promise, true, $"{outcome.Published.Count} versions")
            : new(Promise, false, wrong is null ? $"{outcome.Published.Count} versions of {outcome.Rounds.Count}" : $"version {wrong.Version} is not there or another");
    }

    private static Verdict Same<T>(string promise, HashSet<T> expected, IReadOnlySet<T> found, Func<T, string> describe)
    {
        var missing = expected.Where(item => !found.Contains(item)).ToList();
        var more = found.Where(item => !expected.Contains(item)).ToList();
        return (missing, more) switch
        {
            ([], []) => new(promise, true, $"{found.Count}"),
            ([var first, ..], _) => new(promise, false, $"{missing.Count} missing, {more.Count} too many: {describe(first)} is missing"),
            _ => new(promise, false, $"{more.Count} too many: {describe(more[0])}"),
        };
    }

    private static string Describe(DecidedRound? round) =>
        round is null ? "absent" : $"window {round.WindowStart} of {string.Join(" ", round.Inputs.Select(input => input.Participant))}, {round.Hash[..12]}";

    private static string Join(IEnumerable<SiloEnd> ends) =>
        string.Join("; ", ends.Select(end => $"silo {end.Silo}.{end.Life} at {end.At.TotalSeconds:0} s with {end.ExitCode}{(end.Asked is null ? "" : $" after {end.Took.TotalSeconds:0.0} s")}"));
}
