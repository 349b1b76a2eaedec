using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FederatedOrleans.Grains.Interfaces.Status;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>
/// The instruments of the federations whose grains live on this silo. Counters count what this silo did since it started; gauges show the newest
/// status of the grains that are here now, at most a second old.
/// </summary>
internal sealed class FederationMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> RoundBuckets =
        new() { HistogramBucketBoundaries = [0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600] };

    private readonly ConcurrentDictionary<FogNodeMeasure, FogNodeMeasure> _nodes = new();
    private readonly ConcurrentDictionary<AggregatorMeasure, AggregatorMeasure> _aggregators = new();
    private readonly TimeProvider _clock;
    private readonly Meter _meter;

    public FederationMetrics(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _meter = meters.Create(FederationTelemetry.Name);
        Readings = _meter.CreateCounter<long>(
            "federation.readings", "{reading}", "Offsets of sensor partitions by what became of them: counted, late, future, malformed or expired.");
        Scored = _meter.CreateCounter<long>("federation.scored.readings", "{reading}", "Readings that a model scored.");
        Anomalies = _meter.CreateCounter<long>("federation.anomalies", "{reading}", "Readings whose score was above the threshold.");
        Rejected = _meter.CreateCounter<long>("federation.rejected.records", "{record}", "Records that were put aside, by topic and reason.");
        Messages = _meter.CreateCounter<long>(
            "federation.refused.messages", "{message}", "Messages of participants that an aggregator did not count: duplicates, and by the reason why they were rejected.");
        Rounds = _meter.CreateHistogram("federation.round.duration", "s", "From the end of a round's window to its decision.", tags: null, RoundBuckets);
        CreateNodeGauges();
        CreateAggregatorGauges();
    }

    public Counter<long> Readings { get; }

    public Counter<long> Scored { get; }

    public Counter<long> Anomalies { get; }

    public Counter<long> Rejected { get; }

    public Counter<long> Messages { get; }

    public Histogram<double> Rounds { get; }

    /// <summary>Begins to measure a fog node.</summary>
    /// <param name="federation">Its federation.</param>
    /// <param name="topic">The sensor topic.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="before">What it had counted in earlier lives, which is not counted again.</param>
    public FogNodeMeasure Add(string federation, string topic, int partition, FogNodeCounts before)
    {
        FogNodeMeasure node = new(this, federation, topic, partition, before);
        _nodes[node] = node;
        node.Begin();
        return node;
    }

    /// <summary>Begins to measure an aggregator.</summary>
    /// <param name="federation">Its federation.</param>
    /// <param name="topic">The updates topic.</param>
    public AggregatorMeasure Add(string federation, string topic)
    {
        AggregatorMeasure aggregator = new(this, federation, topic);
        _aggregators[aggregator] = aggregator;
        aggregator.Begin();
        return aggregator;
    }

    /// <summary>Begins to measure a region: what it did not count is counted with what its federation did not; gauges show the root alone.</summary>
    /// <param name="federation">Its federation.</param>
    /// <param name="topic">The updates topic.</param>
    public AggregatorMeasure AddRegion(string federation, string topic) => new(this, federation, topic);

    public void Remove(FogNodeMeasure node) => _nodes.TryRemove(node, out _);

    public void Remove(AggregatorMeasure aggregator) => _aggregators.TryRemove(aggregator, out _);

    public void Dispose() => _meter.Dispose();

    private void CreateNodeGauges()
    {
        Gauge("federation.node.lag", "{record}", "Readings that a fog node has not handled.", status => status.Lag);
        Gauge("federation.node.outbox", "{message}", "Messages of a fog node that Kafka has not acknowledged.", status => status.Outbox);
        Gauge("federation.node.open.windows", "{window}", "Windows of a fog node that hold readings and are not closed.", status => status.OpenWindows);
        Gauge("federation.node.idle", null, "1 while a fog node is idle and not waited for, else 0.", status => status.Idle ? 1 : 0);
        Gauge("federation.node.silence", "s", "Time since a fog node's last update; nothing before its first.", status => Age(status.LastUpdate));

        void Gauge(string name, string? unit, string description, Func<FogNodeStatus, double?> measure) => _meter.CreateObservableGauge(
            name, () => _nodes.Keys.Where(node => node.Status is not null).SelectMany(node => Measure(measure(node.Status!), node.Tags)), unit, description);
    }

    private void CreateAggregatorGauges()
    {
        Gauge("federation.version", "{version}", "The newest version of the global model; 0 before the first.", status => status.Version);
        Gauge("federation.participants", "{participant}", "Participants that a round waits for, idle ones included.", status => status.Participants);
        Gauge("federation.open.rounds", "{round}", "Rounds that hold updates and are not closed.", status => status.OpenRounds);
        Gauge("federation.aggregator.lag", "{record}", "Messages that an aggregator has not read.", status => status.Lag);
        Gauge("federation.model.age", "s", "Time since the newest version was decided; nothing before the first.", status => Age(status.LastRoundAt));
        _meter.CreateObservableGauge(
            "federation.round.participants",
            () => _aggregators.Keys.SelectMany(aggregator => Measure(aggregator.RoundParticipants, aggregator.Tags)),
            "{participant}",
            "Participants whose updates the newest round holds.");

        void Gauge(string name, string unit, string description, Func<AggregatorStatus, double?> measure) => _meter.CreateObservableGauge(
            name,
            () => _aggregators.Keys.Where(aggregator => aggregator.Status is not null).SelectMany(aggregator => Measure(measure(aggregator.Status!), aggregator.Tags)),
            unit,
            description);
    }

    private static IEnumerable<Measurement<double>> Measure(double? value, KeyValuePair<string, object?>[] tags) =>
        value is { } known ? [new(known, tags)] : [];

    private double? Age(DateTimeOffset? time) => time is { } then ? Math.Max(0, (_clock.GetUtcNow() - then).TotalSeconds) : null;
}
