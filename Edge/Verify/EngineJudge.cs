using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// Judges rounds of any model, strategy and mode in two ways: the updates that a version names are looked up and its numbers are recomputed from them and
/// from the record before it; and the engine, fed with the log and the recorded decisions, has to close the same round at the same place.
/// </summary>
/// <param name="settings">The settings in effect.</param>
/// <param name="log">The updates log.</param>
/// <param name="asRead">The same as the aggregator read it.</param>
/// <param name="find">Finds the record of an old version; null where it is gone.</param>
internal sealed class EngineJudge(
    RoundBookSettings settings, IUpdatesLog log, UpdatesAsRead asRead, Func<long, CancellationToken, ValueTask<RoundEntry?>> find) : IRoundJudge
{
    private readonly VersionMaker _maker = new(settings.Model, settings.Strategy, settings.Accumulate);

    /// <summary>Updates that were read and whose round is still to come.</summary>
    private readonly Dictionary<long, UpdateMessage> _read = [];
    private EngineReplay? _replay;

    /// <inheritdoc />
    public void Restart()
    {
        _replay = null;
        _read.Clear();
    }

    /// <inheritdoc />
    public async ValueTask<Finding> JudgeAsync(RoundsEntry entry, DecidedPast past, CancellationToken cancellationToken)
    {
        var mark = (IRoundMark)entry;
        List<(ControlEntry, RoundEntry?)> controls = [];
        RoundEntry? target = null;
        foreach (var control in past.Controls)
        {
            if (control is not RollbackEntry rollback)
            {
                controls.Add((control, null));
                continue;
            }

            target = await FindAsync(rollback.To, past, cancellationToken);
            if (target is null)
            {
                return new(null, Reason: $"version {rollback.To}, which it goes back to, is not in the rounds topic");
            }

            controls.Add((control, target));
        }

        if (_replay is null || controls.Count > 0)
        {
            Restart();
            _replay = new(settings, mark.UpdatesLog, new([.. past.Versions], past.Skipped, controls));
        }

        var closing = await ReplayAsync(entry, mark, past, cancellationToken);
        var numbers = entry is not RoundEntry round ? default
            : round.Reason == RoundReason.Rollback ? new(OfRollback(round, target))
            : await CheckAsync(round, past.Previous, cancellationToken);
        foreach (var offset in _read.Keys.Where(offset => offset < mark.ResumeOffset).ToArray())
        {
            _read.Remove(offset);
        }

        return numbers.Difference is not null ? numbers
            : numbers.Missing is null ? closing
            : new(null, Math.Min(numbers.Missing.Value, closing.Missing ?? long.MaxValue));
    }

    private async ValueTask<RoundEntry?> FindAsync(long version, DecidedPast past, CancellationToken cancellationToken) =>
        past.Versions.FirstOrDefault(known => known.Version == version) ?? await find(version, cancellationToken);

    /// <summary>Replays the log up to the round that closes next, at most to the recorded next offset, and compares it with the record.</summary>
    private async ValueTask<Finding> ReplayAsync(RoundsEntry entry, IRoundMark mark, DecidedPast past, CancellationToken cancellationToken)
    {
        RoundsEntry? closed;
        while ((closed = _replay!.TryTake()) is null && _replay.Position < mark.NextOffset)
        {
            if (await ReadAsync(_replay.Position, cancellationToken) is not { } record)
            {
                return new(null, _replay.Position);
            }

            if (record.Message is { Kind: UpdateKind.Update } message && message.Federation == settings.Federation)
            {
                _read[record.Offset] = message;
            }

            // Where offsets have a gap, the record may lie behind the round, and what it is to whoever comes later.
            var observed = record.Offset < mark.NextOffset ? await asRead.RestoreAsync(record, mark, past, cancellationToken) : record;
            _replay.Observe(observed, mark.NextOffset);
        }

        return closed is null ? new(new("the closing", $"a round still open at offset {mark.NextOffset}", "a closed one"))
            : IsFinite(entry) ? new(EntryCheck.Of(closed, entry))
            : new(new("the weights", "finite numbers", "others"));
    }

    /// <summary>Looks the inputs up where they are recorded, whatever the replay makes of them, and recomputes the numbers.</summary>
    private async ValueTask<Finding> CheckAsync(RoundEntry round, RoundEntry? previous, CancellationToken cancellationToken)
    {
        var named = settings.IsTree ? round.Regions ?? [] : round.Inputs;
        var updates = new UpdateContent[named.Count];
        long? missing = null;
        foreach (var (index, input) in named.Index().OrderBy(item => item.Item.Offset))
        {
            if (!_read.TryGetValue(input.Offset, out var message))
            {
                var record = await ReadAsync(input.Offset, cancellationToken);
                if (record?.Offset != input.Offset)
                {
                    missing ??= input.Offset;
                    continue;
                }

                message = record.Message;
            }

            var update = UpdateContent.From(message);
            if (VersionCheck.OfInput(round, input, update, settings) is { } difference)
            {
                return new(difference);
            }

            updates[index] = update!;
        }

        return missing is not null
            ? new(null, missing)
            : new(VersionCheck.OfOrder(round) ?? Judge(round, previous, named, updates));
    }

    /// <summary>Recomputes what a version, or a region's round, was made of these updates.</summary>
    private Difference? Judge(RoundEntry round, RoundEntry? previous, IReadOnlyList<RoundInput> named, UpdateContent[] updates) =>
        settings.IsRegion ? RegionalCheck.OfSums(round, updates, settings)
        : settings.IsTree && RegionalCheck.OfInputs(round, updates) is { } difference ? difference
        : VersionCheck.OfNumbers(round, _maker.TryMake(previous, named, updates), _maker, [.. round.Inputs.Select((input, i) => settings.IsTree ? input.Hash : updates[i].Hash)]);

    /// <summary>A version after a rollback holds what the version holds that it goes back to.</summary>
    private Difference? OfRollback(RoundEntry round, RoundEntry? target) => target is null
        ? new("the rollback", "a decision to go back", "none")
        : VersionCheck.OfNumbers(round, _maker.Read(target), _maker, []);

    private ValueTask<UpdateRecord?> ReadAsync(long offset, CancellationToken cancellationToken) =>
        offset >= log.Low ? log.ReadAsync(offset, cancellationToken) : ValueTask.FromResult<UpdateRecord?>(null);

    private static bool IsFinite(RoundsEntry entry) => entry is not RoundEntry round
        || (round.Weights.All(double.IsFinite) && double.IsFinite(round.RunningSum)
            && double.IsFinite(round.GlobalWeight ?? 0) && double.IsFinite(round.RunningMean ?? 0));
}
