using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Learning.Windows;
using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Grains.Aggregation.Regions;

/// <summary>
/// A region of one federation: an aggregator between participants and root. Each round that it decides goes to the root as exact sums, and what it knows of its
/// participants' progress as the progress of the region.
/// </summary>
[GrainType("regional-aggregator")]
[RunsOn(SiloRole.Cloud)]
[ImplicitStreamSubscription(FederationStreams.RegionsNamespace)]
internal sealed class RegionalAggregatorGrain(
    [PersistentState("regional-aggregator", FederationsOptions.Storage)] IPersistentState<AggregatorState> store,
    FederationLogs logs,
    SensorPartitions partitions,
    FederationMetrics metrics,
    LocalModels models,
    AggregationStrategies strategies,
    TimeProvider clock,
    ILogger<RegionalAggregatorGrain> logger) : AggregatorGrain(store, logs, partitions, models, strategies, clock, logger), IRegionalAggregatorGrain
{
    private readonly IPersistentState<AggregatorState> _store = store;
    private readonly FederationLogs _logs = logs;

    /// <summary>Rounds that are decided and not forwarded, in order.</summary>
    private readonly Queue<RoundEntry> _waiting = new();

    /// <summary>What the root was told last; null before this life has told it anything.</summary>
    private (long ClosedThrough, bool IsIdle)? _told;

    /// <inheritdoc />
    protected override StreamId Stream => FederationStreams.Region(Id);

    /// <inheritdoc />
    protected override TimeSpan? Deadline => Options.Rounds.EffectiveDeadline;

    /// <inheritdoc />
    protected override int QuarantineAfter => Options.QuarantineAfter;

    /// <inheritdoc />
    protected override AggregatorMeasure CreateMeasure() => metrics.AddRegion(Federation, Options.UpdatesTopic);

    /// <inheritdoc />
    protected override async Task RecoverAsync(CancellationToken cancellationToken)
    {
        // What the state does not know the root's decisions may: rounds that it has heard of need not be forwarded again.
        var heard = _store.State.Published > 0 || Decisions.Version == 0 ? 0 : await Decisions.HeardByRootAsync(Federation, UpdatesLog, cancellationToken);
        await foreach (var round in Decisions.ReadRoundsAsync(_store.State.Published + 1, cancellationToken))
        {
            if (round.NextOffset >= heard)
            {
                _waiting.Enqueue(round);
            }
        }
    }

    /// <inheritdoc />
    protected override void OnDecided(RoundEntry round) => _waiting.Enqueue(round);

    /// <inheritdoc />
    protected override async Task PublishAsync()
    {
        var hasSent = _waiting.Count > 0;
        while (_waiting.TryPeek(out var round))
        {
            foreach (var update in RegionalRounds.UpdatesOf(round))
            {
                await _logs.WriteRegionalAsync(Options, update);
            }

            _told = (round.WindowEnd, false);
            _store.State.Published = round.Version;
            _waiting.Dequeue();
        }

        await TellAsync();
        if (hasSent)
        {
            Decisions.SaveTo(_store.State);
            await _store.WriteStateAsync();
        }
    }

    /// <summary>Says how far the region is, where that says more than its last message. A new life always says it: the last one may not have come so far.</summary>
    private async Task TellAsync()
    {
        var (closedThrough, isIdle) = (Position.ClosedThrough, Position.IsIdle);
        if (Settings.Participants.Count == 0 || _told == (closedThrough, isIdle) || (_told is null && closedThrough == WindowClock.Never && !isIdle))
        {
            return;
        }

        await _logs.WriteRegionalAsync(Options, new()
        {
            Federation = Federation,
            Participant = Id,
            Kind = isIdle ? UpdateKind.Idle : UpdateKind.Progress,
            Log = UpdatesLog,
            ClosedThrough = closedThrough == WindowClock.Never ? null : closedThrough,
            NextOffset = Position.NextOffset,
        });
        _told = (closedThrough, isIdle);
    }
}
