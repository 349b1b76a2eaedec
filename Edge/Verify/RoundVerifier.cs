using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// Recomputes every version of a federation from the updates it names, and replays the updates log to see that the rounds had to close
/// there and with these updates. Fed with the entries of the rounds topic in offset order; every version is judged against the records
/// before it.
/// </summary>
/// <param name="federation">The federation.</param>
/// <param name="open">Opens the updates log that a configuration names.</param>
/// <param name="first">The first version to judge; the record before it is believed.</param>
/// <param name="last">The last version to judge.</param>
/// <remarks>
/// After a version that is not equal the replay goes on from that version's record, as a successor of the aggregator would: one defect is
/// one finding. Memory holds the open rounds and the newest records, and nothing else.
/// </remarks>
internal sealed class RoundVerifier(
    string federation, Func<ConfigurationEntry, CancellationToken, ValueTask<IUpdatesLog>> open, long first = 1, long last = long.MaxValue) : IAsyncDisposable
{
    private readonly DecidedPast _past = new();
    private RoundParts _parts = new();
    private ConfigurationEntry? _configuration;
    private RoundBookSettings? _settings;
    private IUpdatesLog? _log;
    private NamedInputs? _named;
    private SeedWeightJudge? _seedWeight;
    private EngineJudge? _engine;
    private Finding _skipped;
    private long _stray;
    private bool _hasMissedStep;

    /// <summary>Whether the rounds topic has lost its beginning; its first version is then not verifiable, and believed.</summary>
    public bool BeginningIsLost { get; init; }

    /// <summary>The local models that are known.</summary>
    public LocalModels Models { get; init; } = new();

    /// <summary>The strategies that are known.</summary>
    public AggregationStrategies Strategies { get; init; } = new();

    /// <summary>Finds the record of a version that is no longer at hand; null where it is gone.</summary>
    public Func<long, CancellationToken, ValueTask<RoundEntry?>> Find { get; init; } = (_, _) => ValueTask.FromResult<RoundEntry?>(null);

    /// <summary>Reads the same rounds topic from its beginning, ahead of what is judged: asked for only where an update is damaged.</summary>
    public required Func<CancellationToken, IAsyncEnumerable<RoundsEntry>> Ahead { get; init; }

    /// <summary>Whether a version is to be judged, beside its number; asked once for each.</summary>
    public Func<RoundEntry, bool> IsAsked { get; init; } = _ => true;

    /// <summary>The log in which the updates were recorded, where another one was read as its copy.</summary>
    public string? CopiedFrom { get; private set; }

    /// <summary>How many entries came second for their version and count for nothing.</summary>
    public long Superseded { get; private set; }

    /// <summary>The configuration in effect; null before the first.</summary>
    public ConfigurationEntry? Configuration => _configuration;

    /// <summary>Its settings; null where its model or strategy is not known here.</summary>
    public RoundBookSettings? Settings => _settings;

    /// <summary>The record of the newest version; null before the first.</summary>
    public RoundEntry? Newest => _past.Previous;

    private long Next => (_past.Previous?.Version ?? 0) + 1;

    /// <summary>Takes the next entry of the rounds topic.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The verdict on the version that the entry makes; null where it makes none, or none that was asked for.</returns>
    public async ValueTask<VersionVerdict?> VerifyAsync(RoundsEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Federation != federation)
        {
            return null;
        }

        switch (_parts.Take(entry))
        {
            case ConfigurationEntry configuration:
                await ConfigureAsync(configuration, cancellationToken);
                return null;
            case RoundEntry round when IsNext(round.Version, round.Step ?? 0):
                return await TakeAsync(round, cancellationToken);
            case ControlEntry control when IsNext(control.Version, control.Step):
                await TakeAsync(control, cancellationToken);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Ends the rounds topic.</summary>
    /// <returns>The verdict on a version that is missing although later ones are there, or whose rounds without a version are wrong; or null.</returns>
    public VersionVerdict? Complete() =>
        Next < first || Next > last ? null
        : !_skipped.IsEqual ? ToVerdict(Next, _skipped)
        : _stray > Next ? new(Next, VerdictKind.Different, new("the versions", $"version {Next}", $"versions up to {_stray} without it"))
        : _hasMissedStep ? new(Next, VerdictKind.Different, new("the decisions before it", "as many as it names", $"{_past.Step}"))
        : null;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _named?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Whether an entry has the place that comes next. Who writes to another one decides nothing: an aggregator passes over it too.</summary>
    private bool IsNext(long version, int step)
    {
        if (_past.Previous is null && BeginningIsLost && version > Next)
        {
            return true;
        }

        if (version < Next || (version == Next && step < _past.Step))
        {
            Superseded++;
            return false;
        }

        _hasMissedStep |= version == Next && step > _past.Step;
        _stray = Math.Max(_stray, version > Next ? version : 0);
        return version == Next && step == _past.Step;
    }

    private async ValueTask<VersionVerdict?> TakeAsync(RoundEntry round, CancellationToken cancellationToken)
    {
        VersionVerdict? verdict = null;
        if (round.Version >= first && round.Version <= last && IsAsked(round))
        {
            var finding = Disagreement(round) is { } difference ? new(difference) : await JudgeAsync(round, round.UpdatesLog, cancellationToken);
            verdict = ToVerdict(round.Version, _skipped.IsEqual ? finding : _skipped, round.Inputs);
        }

        if (verdict?.Kind != VerdictKind.Equal)
        {
            Restart();
        }

        _past.Add(round);
        _named?.Forget(round.UpdatesLog, round.ResumeOffset);
        (_skipped, _hasMissedStep, _parts) = (default, false, new());
        return verdict;
    }

    private async ValueTask TakeAsync(ControlEntry control, CancellationToken cancellationToken)
    {
        if (_past.Previous is null && BeginningIsLost)
        {
            return;
        }

        if (control is SkippedEntry skipped && skipped.Version >= first && skipped.Version <= last)
        {
            var finding = await JudgeAsync(skipped, skipped.UpdatesLog, cancellationToken);
            _skipped = _skipped.IsEqual ? finding : _skipped;
            if (!finding.IsEqual)
            {
                Restart();
            }
        }

        _past.Add(control);
        _hasMissedStep = false;
    }

    private async ValueTask ConfigureAsync(ConfigurationEntry configuration, CancellationToken cancellationToken)
    {
        if (configuration.SaysTheSameAs(_configuration))
        {
            return;
        }

        if (_log is null
            || configuration.UpdatesTopic != _configuration?.UpdatesTopic
            || configuration.UpdatesPartition != _configuration.UpdatesPartition)
        {
            _log = await open(configuration, cancellationToken);
        }

        // Open rounds are read again by the rules of the new configuration, from where the newest version says.
        _configuration = configuration;
        _settings = SettingsOf(configuration);
        _named ??= new(federation, Ahead, BeginningIsLost);
        (_seedWeight, _engine) = (null, null);
        if (_settings is not null)
        {
            UpdatesAsRead asRead = new(_settings, _named);
            _seedWeight = new(federation, configuration, _log, asRead);
            _engine = new(_settings, _log, asRead, Find);
        }
    }

    private Difference? Disagreement(RoundEntry round) => Obstacle(round.Version) is not null ? null
        : RoundCheck.Compare("the model", _configuration!.Model, round.Model)
            ?? RoundCheck.Compare("the strategy", _configuration.Strategy, round.Strategy);

    private ValueTask<Finding> JudgeAsync(RoundsEntry entry, string updatesLog, CancellationToken cancellationToken)
    {
        var version = entry is RoundEntry round ? round.Version : Next;
        if (Obstacle(version) is { } reason)
        {
            return ValueTask.FromResult<Finding>(new(null, Reason: reason));
        }

        if (!_log!.Is(updatesLog))
        {
            // A copy holds the same records at the same offsets or it shows.
            CopiedFrom = updatesLog;
        }

        var isPlain = IsPlain(entry);
        IRoundJudge judge = isPlain ? _seedWeight! : _engine!;
        (isPlain ? _engine! : (IRoundJudge)_seedWeight!).Restart();
        return judge.JudgeAsync(entry, _past, cancellationToken);
    }

    /// <summary>Whether a round is a complete one of <c>seed-weight</c> that nobody has interfered with.</summary>
    private bool IsPlain(RoundsEntry entry) =>
        entry is RoundEntry
        && _past.Step == 0
        && _past.Previous?.Participants.Any(participant => participant.Excluded is not null) != true
        && _configuration is { Model: SeedWeight.Name, Strategy: SeedWeightRound.Strategy, Rounds: null, ExternalParticipants: null, MaxNorm: null };

    private string? Obstacle(long version) =>
        _configuration is null || _log is null ? "no configuration stands before it"
        : version > 1 && _past.Previous is null ? "the version before it is not in the rounds topic any more"
        : _settings is null ? $"the model {_configuration.Model} with the strategy {_configuration.Strategy} is not known here"
        : null;

    private void Restart()
    {
        _seedWeight?.Restart();
        _engine?.Restart();
    }

    private VersionVerdict ToVerdict(long version, Finding finding, IReadOnlyList<RoundInput>? inputs = null)
    {
        if (finding.Difference is not null)
        {
            return new(version, VerdictKind.Different, finding.Difference);
        }

        if (finding.Reason is not null)
        {
            return new(version, VerdictKind.NotVerifiable, null, inputs is { Count: > 0 } ? inputs.Min(input => input.Offset) : null, finding.Reason);
        }

        return finding.Missing is not { } offset ? new(version, VerdictKind.Equal) : new(
            version,
            VerdictKind.NotVerifiable,
            null,
            offset,
            _log!.DescribeMissing(offset));
    }

    private RoundBookSettings? SettingsOf(ConfigurationEntry configuration)
    {
        try
        {
            return RoundBookSettings.From(configuration, Models, Strategies);
        }
        catch (ArgumentException)
        {
            // A model or strategy of a library that was not loaded: its versions are said to be not verifiable here.
            return null;
        }
    }
}
