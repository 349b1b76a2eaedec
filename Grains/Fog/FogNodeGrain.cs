using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Rejection;
using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Grains.WayBack;
using FederatedOrleans.Learning.Models;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streams;

namespace FederatedOrleans.Grains.Fog;

/// <summary>
/// The fog node of one partition. Its state is a checkpoint of the partition's log: a batch that it has seen is dropped, one that leaves a hole
/// makes it start again from the checkpoint, so neither the stream provider nor the store can make it count a reading twice or not at all.
/// </summary>
[GrainType("fog-node")]
[RunsOn(SiloRole.Fog)]
[RegexImplicitStreamSubscription(FederationStreams.SensorNamespacePattern, StreamIdMapper = FogNodeKey.MapperName)]
internal sealed partial class FogNodeGrain(
    [PersistentState("fog-node", FederationsOptions.Storage)] IPersistentState<FogNodeState> store,
    FederationLogs logs,
    FederationMetrics metrics,
    LocalModels models,
    GlobalModels wayBack,
    TimeProvider clock,
    ILogger<FogNodeGrain> logger) : Grain, IFogNodeGrain, IAsyncObserver<KafkaRecordBatch>
{
    /// <summary>How long a delivery waits for a base at most; it is repeated until the base is there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<RejectedRecord> _rejected = [];
    private FederationOptions _options = null!;
    private FogSettings _settings = null!;
    private FogPartition _partition = null!;
    private FogNodeMeasure _measure = null!;
    private FogNodeTraces _traces = null!;

    /// <summary>The global models, where this node needs them to train or to score.</summary>
    private FederationModels? _global;
    private long _oversized;
    private long? _endOffset;
    private bool _dirty;
    private long _savedAt;
    private SilenceWatch _silence = null!;
    private long _scannedTo;

    private FogNodeState State => store.State;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (federation, partition) = FogNodeKey.Parse(this.GetPrimaryKeyString());
        _options = logs.OptionsOf(federation);
        _silence = new(_options.IdleTimeout, clock);
        var model = models.CreateFor(_options);
        var said = await FogNodeMessages.ReadAsync(logs, federation, partition, _options, State, cancellationToken);
        _scannedTo = said.ScannedTo;
        _settings = FogSettings.Create(federation, partition, await FindLogAsync(said, partition, cancellationToken), _options, model);
        var scoresGlobally = _options.Scoring.Source == ScoringSource.Global;
        _global = model.NeedsBase || scoresGlobally ? wayBack.Of(federation, model, scoresGlobally ? _options.Scoring.Quantile : null) : null;
        _partition = new(State, _settings);
        _traces = new(_settings);
        _oversized = State.Oversized;
        Repeat(said);
        _savedAt = clock.GetTimestamp();

        var stream = this.GetStreamProvider(FederationsOptions.StreamProvider).GetStream<KafkaRecordBatch>(FederationStreams.Sensors(federation, partition));
        foreach (var subscription in await stream.GetAllSubscriptionHandles())
        {
            await subscription.ResumeAsync(this, KafkaPosition.ImplicitStart(State.NextOffset));
        }

        _measure = metrics.Add(federation, _options.SensorTopic, partition, FogNodeCounts.Of(State));
        LogActivated(_settings.Participant, State.NextOffset, State.Windows.Count, State.Outbox.Count);
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // When the silo stops, its memory storage is gone before its grains: the checkpoint of the last pulse has to do.
        try
        {
            if (_dirty && reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
            {
                await SaveAsync();
            }
        }
        finally
        {
            // An activation that failed may have none.
            _measure?.Dispose();
        }
    }

    /// <inheritdoc />
    public async Task OnNextAsync(KafkaRecordBatch item, StreamSequenceToken? token = null)
    {
        try
        {
            await TakeAsync(item);
        }
        catch
        {
            // It comes again, for as long as the store is away.
            _silence.Break();
            throw;
        }
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex)
    {
        LogStreamError(_settings.Participant, ex);
        if (ex is KafkaOffsetException { IsOfAnotherLog: true })
        {
            // What this activation holds belongs to a log that is gone; the next one asks which log there is.
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task Touch(CancellationToken cancellationToken = default)
    {
        await ResolveAsync(TimeSpan.Zero);
        await PublishAsync();
        if (_dirty)
        {
            await SaveAsync();
        }

        _measure.Status = CreateStatus();
    }

    /// <inheritdoc />
    public Task<FogNodeStatus> GetStatus(CancellationToken cancellationToken = default) => Task.FromResult(CreateStatus());

    private FogNodeStatus CreateStatus() => FogStatus.Of(State, _settings, _endOffset) with { ModelVersion = _global?.Newest?.Version };

    /// <summary>The name of the partition's log. A checkpoint of another log is dropped: its offsets would skip readings of this one.</summary>
    private async Task<string> FindLogAsync(FogNodeMessages said, int partition, CancellationToken cancellationToken)
    {
        var now = await logs.SensorIdentityAsync(_options, cancellationToken);
        var log = now.NameAfter(State.Log ?? said.Log, State.TopicId);
        var end = (await logs.SensorBoundsAsync(_options, partition, cancellationToken)).High;
        if (State.Log is { } before && (before != log || State.NextOffset > end))
        {
            LogOtherLog(this.GetPrimaryKeyString(), before, State.NextOffset, log, end);
            store.State = new();
        }

        State.Log = log;
        State.TopicId = now.TopicId ?? State.TopicId;
        return log;
    }

    /// <summary>What earlier lives closed beyond the checkpoint because the partition was idle has to be closed at the same place again.</summary>
    private void Repeat(FogNodeMessages said)
    {
        var closings = said.ClosingsAfter(State.ClosedThrough, _settings.Log);
        _partition.Repeat(closings, said.BasesIn(_settings.Log));
        if (closings.Count > 0)
        {
            LogRecovering(_settings.Participant, State.NextOffset, closings[^1].NextOffset);
            _dirty = true;
        }
    }

    /// <summary>Makes sure that the batch begins where the state ends.</summary>
    /// <exception cref="KafkaStreamException">Records between the two were not delivered; the node starts again from its checkpoint.</exception>
    private void CloseHole(KafkaRecordBatch batch)
    {
        if (batch.From <= State.NextOffset)
        {
            return;
        }

        if (batch.LogStart >= batch.From)
        {
            LogExpired(_settings.Participant, State.NextOffset, batch.From);
            _partition.Expire(batch.From);
            _dirty = true;
            return;
        }

        DeactivateOnIdle();
        throw new KafkaStreamException(
            $"{_settings.Participant} stands at offset {State.NextOffset} of {batch.Topic} [{batch.Partition}] and was given {batch.From}; it reads again from its checkpoint.");
    }

    private async Task TakeAsync(KafkaRecordBatch item)
    {
        // What waits in the outbox bounds memory: no reading is handled while Kafka does not take messages.
        await ResolveAsync(TimeSpan.Zero);
        await PublishAsync();
        _endOffset = item.EndOffset;
        if (item.Count > 0 && item.From < State.NextOffset)
        {
            LogRepeated(_settings.Participant, item.From, item.NextOffset, State.NextOffset);
        }

        if (item.NextOffset < State.NextOffset)
        {
            return;
        }

        CloseHole(item);
        if (item.Count == 0)
        {
            WaitForIdle(item);
        }
        else if (item.NextOffset > State.NextOffset)
        {
            await HandleAsync(item);
        }

        await ResolveAsync(TimeSpan.Zero);
        await PublishAsync();
        if (_dirty && clock.GetElapsedTime(_savedAt) >= _options.CheckpointInterval)
        {
            await SaveAsync();
        }
    }

    private async Task HandleAsync(KafkaRecordBatch batch)
    {
        _silence.Break();
        _traces.Read(batch, State.NextOffset);
        while (!await ProcessAsync(batch))
        {
            // The node takes no further reading before the base is known and the scores have left.
            await PublishAsync();
            if (!await ResolveAsync(Patience))
            {
                throw new KafkaStreamException($"{_settings.Participant} stands at offset {State.NextOffset} and waits for the base of its oldest closed window.");
            }
        }
    }

    private async Task<bool> ProcessAsync(KafkaRecordBatch batch)
    {
        _rejected.Clear();
        _dirty = true;
        try
        {
            if (_global?.Newest is { } newest)
            {
                _partition.UseGlobal(newest.Version, newest.Scorer);
            }

            var isWhole = _partition.Process(batch, _rejected);
            await logs.RejectReadingsAsync(_options, _settings.Partition, _rejected);
            _measure.PutAside(_rejected);
            return isWhole;
        }
        catch
        {
            // The state has moved past records that are not handled or not put aside: only the checkpoint is true.
            _dirty = false;
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Trains the closed windows whose bases are known.</summary>
    /// <param name="patience">How long to wait for the base of the oldest one.</param>
    /// <returns>Whether none was waiting or one was trained.</returns>
    private async Task<bool> ResolveAsync(TimeSpan patience)
    {
        var wait = patience;
        while (_partition.Waiting is { } waiting)
        {
            if (await _global!.FindBaseAsync(waiting, wait) is not { } found)
            {
                return wait < patience;
            }

            _partition.Resolve(found.Version, found.Weights);
            _dirty = true;
            wait = TimeSpan.Zero;
        }

        return true;
    }

    /// <summary>An empty batch says that the partition's end was just confirmed and is where this node stands.</summary>
    private void WaitForIdle(KafkaRecordBatch end)
    {
        if (end.EndOffset == State.NextOffset && !State.Idle && _silence.Confirm())
        {
            _partition.GoIdle();
            _dirty = true;
            LogIdle(_settings.Participant, State.NextOffset);
        }
    }

    /// <summary>Sends what waits, in order; nothing leaves before the state that remembers it is saved.</summary>
    private async Task PublishAsync()
    {
        if (State.Outbox.Count == 0 && State.Scores.Count == 0)
        {
            return;
        }

        if (_dirty)
        {
            await SaveAsync();
        }

        if (State.Scores.Count > 0)
        {
            await logs.WriteScoresAsync(_options, State.Scores);
            State.Scores.Clear();
            _dirty = true;
        }

        while (State.Outbox.Count > 0)
        {
            // One after the other: a message that failed must not be overtaken by one that reports a later closing.
            var message = State.Outbox[0];
            using var span = _traces.StartUpdate(message, out var headers);
            _scannedTo = await logs.WriteUpdateAsync(_options, message, headers) + 1;
            State.Outbox.RemoveAt(0);
            _dirty = true;
            if (message.Kind == UpdateKind.Update)
            {
                State.LastUpdate = clock.GetUtcNow();
            }
        }
    }

    private async Task SaveAsync()
    {
        if (!_partition.HasClosings)
        {
            State.UpdatesScanned = _scannedTo;
        }

        await store.WriteStateAsync();
        _measure.Saved(State);
        if (State.Oversized > _oversized)
        {
            LogOversized(_settings.Participant, State.Oversized - _oversized, _settings.MaxUpdateBytes);
            _oversized = State.Oversized;
        }

        _dirty = false;
        _savedAt = clock.GetTimestamp();
    }

    [LoggerMessage(EventId = 201, Level = LogLevel.Information, Message = "Fog node {Participant} goes on at offset {Offset} with {Windows} open windows and {Outbox} messages to send.")]
    private partial void LogActivated(string participant, long offset, int windows, int outbox);

    [LoggerMessage(EventId = 202, Level = LogLevel.Information, Message = "Fog node {Participant} has a checkpoint at offset {Offset}, but had said more up to {Known}; it repeats that.")]
    private partial void LogRecovering(string participant, long offset, long known);

    [LoggerMessage(EventId = 203, Level = LogLevel.Information, Message = "Fog node {Participant} is idle at offset {Offset}.")]
    private partial void LogIdle(string participant, long offset);

    [LoggerMessage(EventId = 204, Level = LogLevel.Warning, Message = "Fog node {Participant}: retention removed its readings from offset {From} up to {To} before it read them.")]
    private partial void LogExpired(string participant, long from, long to);

    [LoggerMessage(EventId = 205, Level = LogLevel.Warning, Message = "Fog node {Participant} had read log {Before} up to offset {Offset}; the log is now {Now} and ends at {End}, so it starts anew.")]
    private partial void LogOtherLog(string participant, string before, long offset, string now, long end);

    [LoggerMessage(EventId = 206, Level = LogLevel.Warning, Message = "The stream of fog node {Participant} reported an error.")]
    private partial void LogStreamError(string participant, Exception exception);

    [LoggerMessage(EventId = 207, Level = LogLevel.Error, Message = "Fog node {Participant}: {Count} updates were larger than {MaxBytes} bytes and were not made.")]
    private partial void LogOversized(string participant, long count, int maxBytes);

    [LoggerMessage(EventId = 208, Level = LogLevel.Debug, Message = "Fog node {Participant} was given offsets {From} up to {To} again; it has handled those below {NextOffset}.")]
    private partial void LogRepeated(string participant, long from, long to, long nextOffset);
}
