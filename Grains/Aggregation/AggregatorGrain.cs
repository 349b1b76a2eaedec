using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Rejection;
using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Learning.Windows;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// What the root of a federation and its regions have in common: an aggregator reads its updates partition, closes rounds by the rules of
/// <see cref="RoundEngine"/>, makes each a decision in the rounds log and only then lets it take effect. Open rounds are never stored: they are read again.
/// </summary>
internal abstract class AggregatorGrain(
    IPersistentState<AggregatorState> store,
    FederationLogs logs,
    SensorPartitions partitions,
    LocalModels models,
    AggregationStrategies strategies,
    TimeProvider clock,
    ILogger logger) : Grain, IAsyncObserver<KafkaRecordBatch>
{
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private readonly long[] _verdicts = new long[Enum.GetValues<UpdateVerdict>().Length];
    private readonly List<RejectedRecord> _rejected = [];
    private readonly List<IdleEntry> _idle = [];
    private readonly AggregatorTraces _traces = new();
    private AggregatorKeys _keys = null!;
    private FogNodes _nodes = null!;
    private RejectionBook _rejections = null!;
    private DeadlineWatch _deadlines = null!;
    private AggregatorMeasure? _measure;
    private long? _endOffset;

    /// <summary>The aggregator's id: the key of its updates and of its decisions.</summary>
    protected string Id { get; private set; } = "";

    /// <summary>Its federation.</summary>
    protected string Federation { get; private set; } = "";

    /// <summary>The log of its updates.</summary>
    protected string UpdatesLog { get; private set; } = "";

    /// <summary>The federation's options.</summary>
    protected FederationOptions Options { get; private set; } = null!;

    /// <summary>The settings in effect.</summary>
    protected RoundBookSettings Settings { get; private set; } = null!;

    /// <summary>What is decided.</summary>
    protected DecisionLog Decisions { get; private set; } = null!;

    /// <summary>What makes decisions of messages; it runs ahead of what is decided while that is on its way to the log.</summary>
    protected RoundEngine Engine { get; private set; } = null!;

    /// <summary>How far decisions are made.</summary>
    protected AggregatorPosition Position { get; private set; } = AggregatorPosition.Beginning;

    /// <summary>Through when all rounds were closed at any time so far.</summary>
    protected long ClosedThrough { get; private set; } = WindowClock.Never;

    /// <summary>The stream that feeds the aggregator.</summary>
    protected abstract StreamId Stream { get; }

    /// <summary>How long the oldest open round may wait; null for any time.</summary>
    protected abstract TimeSpan? Deadline { get; }

    /// <summary>After how many offences in a row a sender is quarantined; 0 for never.</summary>
    protected abstract int QuarantineAfter { get; }

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Id = this.GetPrimaryKeyString();
        Federation = FederationRegions.FederationOf(Id);
        Options = logs.OptionsOf(Federation);
        _nodes = new(partitions, Federation, Options);
        await LoadDecisionsAsync(cancellationToken);
        var past = await Decisions.GetPastAsync(cancellationToken);
        UpdatesLog = await AggregatorLogs.FindUpdatesAsync(logs, Options, store.State, past.UpdatesLog, cancellationToken);
        Engine = new(Settings, UpdatesLog, past);
        _rejections = new(QuarantineAfter);
        _deadlines = new(Deadline, clock);
        await RecoverAsync(cancellationToken);
        await DecideAsync();

        var stream = this.GetStreamProvider(logs.UpdatesProvider).GetStream<KafkaRecordBatch>(Stream);
        foreach (var subscription in await stream.GetAllSubscriptionHandles())
        {
            await subscription.ResumeAsync(this, KafkaPosition.ImplicitStart(Engine.NextOffset));
        }

        _measure = CreateMeasure();
        logger.LogActivated(Id, Decisions.Version, Engine.NextOffset, Settings.Participants.Count);
    }

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _measure?.Report(CreateStatus());
        _measure?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task OnNextAsync(KafkaRecordBatch item, StreamSequenceToken? token = null)
    {
        _endOffset = item.EndOffset;
        if (item.NextOffset < Engine.NextOffset)
        {
            return;
        }

        CloseHole(item);
        _rejected.Clear();
        await OrReadAgainAsync(async () =>
        {
            Read(item);
            await logs.RejectAsync(item.Topic, item.Partition, _rejected);
            await DecideAsync();
        });
        if (item.NextOffset >= item.EndOffset)
        {
            _deadlines.ReachEnd();
        }

        await PublishAsync();
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex)
    {
        logger.LogStreamError(Id, ex);
        if (ex is KafkaOffsetException { IsOfAnotherLog: true })
        {
            // What this activation holds belongs to a log that is gone; the next one asks which log there is.
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    /// <summary>Fires a deadline that is over, and publishes what waits.</summary>
    public async Task Touch(CancellationToken cancellationToken = default)
    {
        if (Engine.IsSettled && !Engine.IsExpired && _deadlines.IsOver(Engine.Oldest))
        {
            logger.LogDeadline(Id, Engine.State.Version + 1);
            await OrReadAgainAsync(async () =>
            {
                Engine.FireDeadline();
                await DecideAsync();
            });
        }

        await PublishAsync();
        _measure?.Report(CreateStatus());
        await _nodes.LookAgainAsync(DeactivateOnIdle, cancellationToken);
    }

    /// <summary>Releases a participant from quarantine.</summary>
    public async Task<bool> Release(string participant, CancellationToken cancellationToken = default)
    {
        if (!Engine.Quarantined.Contains(participant, StringComparer.Ordinal))
        {
            return false;
        }

        logger.LogReleased(Id, participant);
        _rejections.Forgive(participant);
        await OrReadAgainAsync(async () =>
        {
            Engine.Release(participant);
            await DecideAsync();
        });
        await PublishAsync();
        return true;
    }

    /// <summary>How far the aggregator is.</summary>
    public Task<AggregatorStatus> GetStatus(CancellationToken cancellationToken = default) => Task.FromResult(CreateStatus());

    /// <summary>What did not count, and who is quarantined.</summary>
    public Task<FederationRejections> GetRejections(CancellationToken cancellationToken = default) =>
        Task.FromResult(new FederationRejections { Rejections = _rejections.ToList(), Quarantined = Engine.Quarantined });

    /// <summary>Begins to measure.</summary>
    protected abstract AggregatorMeasure CreateMeasure();

    /// <summary>Called before the stream begins: finds out what of the decisions still has to be published.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    protected virtual Task RecoverAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A round has been decided.</summary>
    /// <param name="round">The round.</param>
    protected virtual void OnDecided(RoundEntry round)
    {
    }

    /// <summary>Brings what is decided to those who wait for it. Repeated until Kafka has taken it.</summary>
    protected abstract Task PublishAsync();

    /// <summary>The engine is ahead of what is decided: if that cannot be decided, what it holds has to be read again.</summary>
    protected async Task OrReadAgainAsync(Func<Task> decide)
    {
        try
        {
            await decide();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Makes what the engine holds ready a decision.</summary>
    protected async Task DecideAsync()
    {
        var now = clock.GetUtcNow();
        List<RoundsEntry> entries = [.. _idle, .. Engine.TakeDecided().Select(entry => entry with { Writer = _writer, CreatedAt = now })];
        _idle.Clear();
        if (entries.Count > 0 && !await Decisions.AppendAsync(entries, CancellationToken.None))
        {
            throw new KafkaStreamException($"Another aggregator of {Id} decided first; this one reads again.");
        }

        foreach (var round in entries.OfType<RoundEntry>())
        {
            _measure?.Decided(round);
            OnDecided(round);
            _traces.Decided(round);
            logger.LogRound(round);
        }

        foreach (var skipped in entries.OfType<SkippedEntry>())
        {
            var window = DateTimeOffset.FromUnixTimeMilliseconds(skipped.WindowStart);
            logger.LogSkipped(Id, window, skipped.Inputs.Count, skipped.Needed);
        }

        Position = new(Engine.NextOffset, Engine.OpenRounds, Engine.ClosedThrough, Engine.IsIdle);
        ClosedThrough = Math.Max(ClosedThrough, Position.ClosedThrough);
    }

    private AggregatorStatus CreateStatus() => new()
    {
        Version = Decisions.Version,
        OpenRounds = Position.OpenRounds,
        Duplicates = _verdicts[(int)UpdateVerdict.Duplicate],
        Conflicts = _verdicts[(int)UpdateVerdict.Conflict],
        Closed = _verdicts[(int)UpdateVerdict.Closed],
        Malformed = _verdicts[(int)UpdateVerdict.Malformed],
        Unknown = _verdicts[(int)UpdateVerdict.Unknown],
        NextOffset = Position.NextOffset,
        Lag = _endOffset is { } end ? Math.Max(0, end - Position.NextOffset) : null,
        LastRoundAt = Decisions.Last?.CreatedAt,
        Participants = Settings.Participants.Count,
        Rejected = Enum.GetValues<UpdateVerdict>().Where(verdict => verdict.IsRejection() && _verdicts[(int)verdict] > 0)
            .ToDictionary(verdict => verdict.Code(), verdict => _verdicts[(int)verdict]),
        Quarantined = Engine.Quarantined,
    };

    private async Task LoadDecisionsAsync(CancellationToken cancellationToken)
    {
        store.State = await AggregatorLogs.CheckAsync(logs, Id, Options, store.State, cancellationToken);
        Decisions = new(logs, Id, Options, _writer);
        await Decisions.LoadAsync(store.State, cancellationToken);

        var nodes = await _nodes.FindAsync(Decisions.Configuration, cancellationToken);
        var configuration = FederationConfigurations.Create(logs, Id, nodes, _writer, clock.GetUtcNow());
        if (!configuration.SaysTheSameAs(Decisions.Configuration))
        {
            await Decisions.AppendAsync([configuration], cancellationToken);
        }

        Settings = RoundBookSettings.From(configuration, models, strategies);
        _keys = new(Id, [.. Enumerable.Range(0, Settings.IsTree ? Settings.Regions : 0).Select(region => FederationRegions.Create(Id, region))]);
    }

    private void CloseHole(KafkaRecordBatch batch)
    {
        if (batch.From <= Engine.NextOffset)
        {
            return;
        }

        if (batch.LogStart >= batch.From)
        {
            logger.LogExpired(Id, Engine.NextOffset, batch.From);
            Engine.SkipTo(batch.From);
            return;
        }

        DeactivateOnIdle();
        throw new KafkaStreamException(
            $"The aggregator of {Id} stands at offset {Engine.NextOffset} of {batch.Topic} [{batch.Partition}] and was given {batch.From}; it reads again.");
    }

    /// <summary>Takes the batch's messages in, one by one.</summary>
    private void Read(KafkaRecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var record = batch[i];
            if (record.Offset < Engine.NextOffset || !_keys.IsOwn(record.Key))
            {
                if (record.Offset >= Engine.DecidedOffset && _keys.IsNobodys(record.Key))
                {
                    Note(UpdateVerdict.Unknown, record, null);
                }

                continue;
            }

            var isNew = record.Offset >= Engine.DecidedOffset;
            var message = record.Value.Length <= Options.MaxUpdateBytes && FederationLogs.TryParse(record.Value, out var parsed) ? parsed : null;
            var verdict = Engine.Read(message, record.Offset, record.Value.Length);
            if (isNew)
            {
                Note(verdict, record, message);
            }

            if (verdict == UpdateVerdict.Accepted && message is { WindowStart: { } start } && Options.Rounds.Mode == RoundMode.Window)
            {
                _deadlines.Open(start);
            }
        }

        Engine.SkipTo(batch.NextOffset);
    }

    /// <summary>Counts what became of a message that was not judged before, and puts it aside if it does not count.</summary>
    private void Note(UpdateVerdict verdict, KafkaRecord record, UpdateMessage? message)
    {
        _traces.Read(record, verdict);
        _verdicts[(int)verdict]++;
        if (verdict == UpdateVerdict.BecameIdle)
        {
            _idle.Add(new()
            {
                Federation = Id,
                Writer = _writer,
                CreatedAt = clock.GetUtcNow(),
                Participant = message!.Participant,
                NextOffset = message.NextOffset,
                UpdateOffset = record.Offset,
            });
        }

        if (verdict.IsRejection())
        {
            _rejected.Add(RejectedRecord.Of(record, verdict.Code()));
        }

        var participant = message?.Participant;
        if (_rejections.Count(participant, participant is not null && Engine.IsParticipant(participant), verdict, record.Offset) is { } offences && Engine.IsSettled && Engine.CanQuarantine(participant!))
        {
            var reason = verdict.Code();
            logger.LogQuarantined(Id, participant!, offences, reason);
            _rejections.Forgive(participant!);
            Engine.Quarantine(participant!, offences, reason);
        }
    }
}
