using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Learning.Windows;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>The root of one federation: makes versions of the updates of participants, or of what regions have summed of these.</summary>
[GrainType("global-aggregator")]
[RunsOn(SiloRole.Cloud)]
[ImplicitStreamSubscription(FederationStreams.UpdatesNamespace)]
internal sealed class GlobalAggregatorGrain(
    [PersistentState("global-aggregator", FederationsOptions.Storage)] IPersistentState<AggregatorState> store,
    FederationLogs logs,
    SensorPartitions partitions,
    FederationMetrics metrics,
    LocalModels models,
    AggregationStrategies strategies,
    TimeProvider clock,
    ILogger<GlobalAggregatorGrain> logger) : AggregatorGrain(store, logs, partitions, models, strategies, clock, logger), IGlobalAggregatorGrain
{
    private readonly IPersistentState<AggregatorState> _store = store;
    private readonly FederationLogs _logs = logs;
    private readonly ILogger<GlobalAggregatorGrain> _logger = logger;
    private readonly ObserverManager<IRoundObserver> _observers = new(TimeSpan.FromMinutes(1), logger);

    /// <inheritdoc />
    protected override StreamId Stream => FederationStreams.Updates(Federation);

    /// <inheritdoc />
    /// <remarks>Regions have deadlines of their own: the root gives them the time to forward what they have, and waits for a region that has nothing.</remarks>
    protected override TimeSpan? Deadline => Options.Rounds.EffectiveDeadline * (Options.Regions > 0 ? 2 : 1);

    /// <inheritdoc />
    protected override int QuarantineAfter => Options.Regions > 0 ? 0 : Options.QuarantineAfter;

    /// <inheritdoc />
    public async Task<GlobalModelMessage?> Rollback(long version, CancellationToken cancellationToken = default)
    {
        if (await Decisions.FindAsync(version, cancellationToken) is not { } target
            || target.Model != Settings.Model.Name
            || target.Weights.Count != Settings.Model.WeightCount)
        {
            return null;
        }

        _logger.LogRollback(Federation, Decisions.Version, version);
        await OrReadAgainAsync(async () =>
        {
            Engine.RollBackTo(target);
            await DecideAsync();
        });
        await PublishAsync();
        return GlobalModelMessage.From(Decisions.Last!);
    }

    /// <inheritdoc />
    public Task Subscribe(IRoundObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Unsubscribe(IRoundObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<GlobalModelMessage>> GetModels(int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return Task.FromResult<IReadOnlyList<GlobalModelMessage>>([.. Decisions.Rounds.TakeLast(limit).Reverse().Select(GlobalModelMessage.From)]);
    }

    /// <inheritdoc />
    public Task<FederationNews> GetNews(long version, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return Task.FromResult(new FederationNews
        {
            ClosedThrough = ClosedThrough == WindowClock.Never ? null : ClosedThrough,
            Version = Decisions.Version,
            Models = [.. Decisions.Rounds.Where(round => round.Version > version).TakeLast(limit).Select(GlobalModelMessage.From)],
        });
    }

    /// <inheritdoc />
    protected override AggregatorMeasure CreateMeasure() => metrics.Add(Federation, Options.UpdatesTopic);

    /// <inheritdoc />
    /// <remarks>To the model topic and to the observers; then the checkpoint is saved.</remarks>
    protected override async Task PublishAsync()
    {
        if (_store.State.Published >= Decisions.Version)
        {
            return;
        }

        foreach (var round in Decisions.Rounds.Where(round => round.Version > _store.State.Published).ToList())
        {
            var model = GlobalModelMessage.From(round);
            await _logs.WriteModelAsync(Options, model);
            _store.State.Published = round.Version;
            await _observers.Notify(observer => observer.OnRound(model));
        }

        Decisions.SaveTo(_store.State);
        await _store.WriteStateAsync();
    }
}
