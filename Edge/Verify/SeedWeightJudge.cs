using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// Judges window rounds of <c>seed-weight</c> that nobody has interfered with, by <see cref="RoundReplay"/>: rules that are written a second time.
/// </summary>
/// <param name="federation">The federation.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="log">The updates log.</param>
/// <param name="asRead">The same as the aggregator read it.</param>
internal sealed class SeedWeightJudge(string federation, ConfigurationEntry configuration, IUpdatesLog log, UpdatesAsRead asRead) : IRoundJudge
{
    /// <summary>Offsets at which the replay read something else than the log holds.</summary>
    private readonly HashSet<long> _restored = [];
    private RoundReplay? _replay;

    /// <inheritdoc />
    public void Restart()
    {
        _replay = null;
        _restored.Clear();
    }

    /// <inheritdoc />
    public async ValueTask<Finding> JudgeAsync(RoundsEntry entry, DecidedPast past, CancellationToken cancellationToken)
    {
        var round = (RoundEntry)entry;
        if ((RoundCheck.OfOrder(round) ?? RoundCheck.OfAbsent(round)) is { } disorder)
        {
            return new(disorder);
        }

        var (replayed, missing) = await ReplayAsync(round, past, cancellationToken);
        var (difference, missingInput) = await CheckInputsAsync(round, replayed, past.Previous, cancellationToken);
        var isComplete = missing is null && missingInput is null;
        difference ??= isComplete ? RoundCheck.OfClosing(round, replayed, configuration.Participants) : null;
        return new(difference, difference is null && !isComplete ? Math.Min(missing ?? long.MaxValue, missingInput ?? long.MaxValue) : null);
    }

    /// <summary>Replays the log up to the round that closes next, at most to the recorded next offset.</summary>
    /// <returns>The round, or null where none closes; or the offset that was missing on the way.</returns>
    private async ValueTask<(ReplayedRound? Round, long? Missing)> ReplayAsync(
        RoundEntry round, DecidedPast past, CancellationToken cancellationToken)
    {
        // Offsets and progress belong to their log: in another one everything begins anew.
        _replay ??= new RoundReplay(federation, past.Previous?.UpdatesLog == round.UpdatesLog ? past.Previous : null);
        ReplayedRound? replayed;
        while (!_replay.TryTake(out replayed) && _replay.Position < round.NextOffset)
        {
            if (await ReadAsync(_replay.Position, cancellationToken) is not { } record)
            {
                return (null, _replay.Position);
            }

            var observed = await asRead.RestoreAsync(record, round, past, cancellationToken);
            if (!ReferenceEquals(observed, record))
            {
                _restored.Add(record.Offset);
            }

            _replay.Observe(observed, configuration);
        }

        return (replayed, null);
    }

    /// <summary>Looks the inputs up where they are recorded, whatever the replay makes of them, and recomputes the numbers.</summary>
    /// <returns>What differs first, and the first input that is missing.</returns>
    private async ValueTask<(Difference? Difference, long? Missing)> CheckInputsAsync(
        RoundEntry round, ReplayedRound? replayed, RoundEntry? previous, CancellationToken cancellationToken)
    {
        var weights = new double[round.Inputs.Count];
        long? missing = null;
        foreach (var (index, input) in round.Inputs.Index().OrderBy(item => item.Item.Offset))
        {
            var update = _restored.Contains(input.Offset) ? null : replayed?.Inputs.FirstOrDefault(candidate => candidate.Offset == input.Offset);
            if (update is null)
            {
                var record = await ReadAsync(input.Offset, cancellationToken);
                if (record?.Offset != input.Offset)
                {
                    missing ??= input.Offset;
                    continue;
                }

                update = Contribution.From(record);
            }

            if (RoundCheck.OfInput(round, input, update) is { } difference)
            {
                return (difference, missing);
            }

            weights[index] = update!.Weights[0];
        }

        var before = previous is null ? default : new RunningMean(previous.RunningSum, previous.RunningCount);
        return (missing is null ? RoundCheck.OfNumbers(round, weights, before) : null, missing);
    }

    private ValueTask<UpdateRecord?> ReadAsync(long offset, CancellationToken cancellationToken) =>
        offset >= log.Low ? log.ReadAsync(offset, cancellationToken) : ValueTask.FromResult<UpdateRecord?>(null);
}
