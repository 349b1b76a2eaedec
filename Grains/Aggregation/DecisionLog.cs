using System.Runtime.CompilerServices;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// A federation's decisions as far as they have been read. A decision is made by appending it and reading the log up to it: the first entry at a
/// place wins, whoever wrote it, so two roots can disturb each other but never disagree.
/// </summary>
/// <param name="logs">The topics.</param>
/// <param name="federation">The aggregator's id: a federation, or one of its regions.</param>
/// <param name="options">The federation's options.</param>
/// <param name="writer">Who writes.</param>
internal sealed class DecisionLog(FederationLogs logs, string federation, FederationOptions options, string writer)
{
    /// <summary>
    /// Rounds of many participants or weights are kept at hand in smaller numbers: about so many inputs and weights in all, which regions share.
    /// </summary>
    private readonly long _maxNumbers = 4_000_000 / (FederationRegions.IsRegion(federation) ? Math.Max(1, options.Regions) : 1);

    private readonly LinkedList<(long Offset, RoundEntry Round)> _rounds = new();
    private readonly List<ControlEntry> _controls = [];
    private DecisionOrder _order = new();
    private RoundParts _parts = new();
    private SkippedEntry? _skipped;
    private long _numbers;
    private long _next;
    private long _partsFrom = -1;
    private long _accepted;
    private bool _isForeign;

    /// <summary>The newest version; 0 before the first.</summary>
    public long Version => _order.Version;

    /// <summary>The configuration in effect.</summary>
    public ConfigurationEntry? Configuration { get; private set; }

    /// <summary>The newest rounds at hand, in order of their versions.</summary>
    public IEnumerable<RoundEntry> Rounds => _rounds.Select(entry => entry.Round);

    /// <summary>The newest round, or null.</summary>
    public RoundEntry? Last => _rounds.Last?.Value.Round;

    /// <summary>Reads all decisions from a checkpoint on.</summary>
    /// <param name="checkpoint">Where the last reading began.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task LoadAsync(AggregatorState checkpoint, CancellationToken cancellationToken)
    {
        Configuration = checkpoint.Configuration;
        var bounds = await logs.RoundsBoundsAsync(federation, options, cancellationToken);
        _order = new(checkpoint.VersionBefore, checkpoint.StepBefore, isBeginningLost: bounds.Low > checkpoint.HistoryOffset);
        _next = Math.Max(bounds.Low, checkpoint.HistoryOffset);
        await ReadAsync(bounds.High, cancellationToken);
        _isForeign = false;
    }

    /// <summary>What has been decided, as far as it is needed in order to go on.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<RoundPast> GetPastAsync(CancellationToken cancellationToken)
    {
        List<(ControlEntry, RoundEntry?)> controls = [];
        foreach (var control in _controls)
        {
            controls.Add((control, control is RollbackEntry rollback ? await FindAsync(rollback.To, cancellationToken) : null));
        }

        return new([.. Rounds], _skipped, controls);
    }

    /// <summary>The entry of a version, however long ago.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The entry; null when the log does not hold it.</returns>
    public async Task<RoundEntry?> FindAsync(long version, CancellationToken cancellationToken)
    {
        if (version > Version || Rounds.FirstOrDefault(round => round.Version == version) is { } known)
        {
            return Rounds.FirstOrDefault(round => round.Version == version);
        }

        var bounds = await logs.RoundsBoundsAsync(federation, options, cancellationToken);
        DecisionOrder order = new(isBeginningLost: bounds.Low > 0);
        RoundParts parts = new();
        await foreach (var (_, entry) in logs.ReadDecisionsAsync(federation, options, bounds.Low, bounds.High, cancellationToken))
        {
            if (parts.Take(entry) is not { } whole || !order.Take(whole) || whole is not RoundEntry round)
            {
                continue;
            }

            if (round.Version == version)
            {
                return round;
            }

            parts = new();
        }

        return null;
    }

    /// <summary>The entries of all versions from one on, in order.</summary>
    /// <param name="version">The first version.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<RoundEntry> ReadRoundsAsync(long version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (version > Version || _rounds.First is not { } first)
        {
            yield break;
        }

        if (first.Value.Round.Version > version)
        {
            var bounds = await logs.RoundsBoundsAsync(federation, options, cancellationToken);
            DecisionOrder order = new(isBeginningLost: bounds.Low > 0);
            RoundParts parts = new();
            await foreach (var (_, entry) in logs.ReadDecisionsAsync(federation, options, bounds.Low, first.Value.Offset, cancellationToken))
            {
                if (parts.Take(entry) is not { } whole || !order.Take(whole) || whole is not RoundEntry round)
                {
                    continue;
                }

                parts = new();
                if (round.Version >= version)
                {
                    yield return round;
                }
            }
        }

        foreach (var round in Rounds.Where(round => round.Version >= version).ToList())
        {
            yield return round;
        }
    }

    /// <summary>How far a root has heard of this region, as its newest decision says. It has got whatever the region decided below.</summary>
    /// <param name="root">The root's federation.</param>
    /// <param name="updatesLog">The updates log.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>An offset of the region's partition; 0 where it has heard nothing.</returns>
    public async Task<long> HeardByRootAsync(string root, string updatesLog, CancellationToken cancellationToken)
    {
        var bounds = await logs.RoundsBoundsAsync(root, options, cancellationToken);
        DecisionOrder order = new(isBeginningLost: bounds.Low > 0);
        RoundParts parts = new();
        var heard = 0L;
        await foreach (var (_, entry) in logs.ReadDecisionsAsync(root, options, bounds.Low, bounds.High, cancellationToken))
        {
            if (parts.Take(entry) is { } whole && order.Take(whole) && whole is IRoundMark mark)
            {
                var progress = mark.UpdatesLog == updatesLog ? mark.Participants.FirstOrDefault(progress => progress.Participant == federation) : null;
                heard = progress?.NextOffset ?? 0;
            }
        }

        return heard;
    }

    /// <summary>Appends decisions and reads the log up to them.</summary>
    /// <param name="entries">The decisions in order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether they all count, and none of another writer came in between. If not, what was computed from them counts for nothing.</returns>
    public async Task<bool> AppendAsync(IReadOnlyCollection<RoundsEntry> entries, CancellationToken cancellationToken)
    {
        var end = _next;
        foreach (var message in entries.SelectMany(RoundParts.Split))
        {
            end = Math.Max(end, await logs.WriteDecisionAsync(options, message) + 1);
        }

        var (before, decisions) = (_accepted, entries.Count(entry => entry is RoundEntry or ControlEntry));
        await ReadAsync(end, cancellationToken);
        return !_isForeign && _accepted - before == decisions;
    }

    /// <summary>Moves a checkpoint to where the history at hand begins.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    public void SaveTo(AggregatorState checkpoint)
    {
        if (_rounds.First is { } first)
        {
            checkpoint.HistoryOffset = first.Value.Offset;
            checkpoint.VersionBefore = first.Value.Round.Version - 1;
            checkpoint.StepBefore = first.Value.Round.Step ?? 0;
        }

        checkpoint.Configuration = Configuration;
    }

    private async Task ReadAsync(long end, CancellationToken cancellationToken)
    {
        await foreach (var (offset, entry) in logs.ReadDecisionsAsync(federation, options, _next, end, cancellationToken))
        {
            if (entry is RoundPartEntry { Part: 0 })
            {
                _partsFrom = offset;
            }

            if (_parts.Take(entry) is { } whole)
            {
                Apply(entry is RoundEntry { Parts: > 0 } ? _partsFrom : offset, whole);
            }
        }

        _next = Math.Max(_next, end);
    }

    private void Apply(long offset, RoundsEntry entry)
    {
        if (entry is ConfigurationEntry configuration)
        {
            Configuration = configuration;
            return;
        }

        if (!_order.Take(entry))
        {
            return;
        }

        _accepted++;
        _isForeign |= entry.Writer != writer;
        if (entry is RoundEntry round)
        {
            // Parts of a version follow the entry of the one before, wherever a reader begins.
            (_skipped, _parts) = (null, new());
            _controls.Clear();
            _rounds.AddLast((offset, round));
            _numbers += NumbersOf(round);
            Trim(round);
        }
        else if (entry is SkippedEntry skipped)
        {
            _skipped = skipped;
            _controls.Clear();
        }
        else if (entry is ControlEntry control)
        {
            _controls.Add(control);
        }
    }

    /// <summary>Lets go of old rounds, but of none by which messages are judged that a successor has to read again.</summary>
    private void Trim(RoundEntry last)
    {
        while (_rounds.Count > 1
            && (_rounds.Count > options.History || _numbers > _maxNumbers)
            && (_rounds.First!.Next!.Value.Round.NextOffset <= last.ResumeOffset || _rounds.Count > 2 * options.History))
        {
            _numbers -= NumbersOf(_rounds.First.Value.Round);
            _rounds.RemoveFirst();
        }
    }

    private static long NumbersOf(RoundEntry round) =>
        round.Weights.Count + (10L * round.Inputs.Count) + (5L * round.Participants.Count) + ((round.Memory?.Length ?? 0) / 8) + ((round.Sums?.Length ?? 0) / 8)
        + (10L * (round.Regions?.Count ?? 0)) + (round.Regional?.Sum(sum => sum.Sums.LongLength / 8) ?? 0);
}
