using System.Diagnostics.Metrics;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Rejection;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>
/// Measures one life of a fog node. What it read counts when the checkpoint that knows it is saved: readings that are handled again because a
/// checkpoint could not be saved count once.
/// </summary>
internal sealed class FogNodeMeasure(FederationMetrics metrics, string federation, string topic, int partition, FogNodeCounts before) : IDisposable
{
    private static readonly string[] Outcomes = ["counted", "late", "future", "malformed", "expired"];
    private readonly Dictionary<string, int> _rejected = new(StringComparer.Ordinal);
    private readonly KeyValuePair<string, object?> _federation = new("federation", federation);
    private readonly KeyValuePair<string, object?> _partition = new("partition", partition);
    private FogNodeCounts _before = before;
    private FogNodeStatus? _status;

    public KeyValuePair<string, object?>[] Tags => [_federation, _partition];

    /// <summary>The newest status; null before there was one.</summary>
    public FogNodeStatus? Status
    {
        get => Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, value);
    }

    /// <summary>Notes records that were put aside; they count with the next checkpoint.</summary>
    public void PutAside(IReadOnlyList<RejectedRecord> records)
    {
        foreach (var record in records)
        {
            _rejected[record.Reason] = _rejected.GetValueOrDefault(record.Reason) + 1;
        }
    }

    /// <summary>A checkpoint was saved.</summary>
    public void Saved(FogNodeState state)
    {
        var now = FogNodeCounts.Of(state);
        Count("counted", now.Counted - _before.Counted);
        Count("late", now.Late - _before.Late);
        Count("future", now.Future - _before.Future);
        Count("malformed", now.Malformed - _before.Malformed);
        Count("expired", now.Expired - _before.Expired);
        Add(metrics.Scored, now.Scored - _before.Scored);
        Add(metrics.Anomalies, now.Anomalies - _before.Anomalies);
        _before = now;
        foreach (var (reason, records) in _rejected)
        {
            metrics.Rejected.Add(records, _federation, new("topic", topic), new("reason", reason));
        }

        _rejected.Clear();
    }

    /// <summary>Makes every outcome known, so that a rate has somewhere to begin.</summary>
    public void Begin()
    {
        foreach (var outcome in Outcomes)
        {
            metrics.Readings.Add(0, _federation, _partition, new("outcome", outcome));
        }

        metrics.Scored.Add(0, _federation, _partition);
        metrics.Anomalies.Add(0, _federation, _partition);
        metrics.Rejected.Add(0, _federation, new("topic", topic), new("reason", "future"));
    }

    public void Dispose() => metrics.Remove(this);

    private void Add(Counter<long> counter, long readings)
    {
        if (readings > 0)
        {
            counter.Add(readings, _federation, _partition);
        }
    }

    private void Count(string outcome, long readings)
    {
        if (readings > 0)
        {
            metrics.Readings.Add(readings, _federation, _partition, new("outcome", outcome));
        }
    }
}
