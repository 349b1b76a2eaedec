using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>Measures one life of an aggregator. Messages that it reads again in a new life, because their rounds were open, count again.</summary>
internal sealed class AggregatorMeasure(FederationMetrics metrics, string federation, string topic) : IDisposable
{
    private static readonly string Duplicate = UpdateVerdict.Duplicate.Code();

    private readonly KeyValuePair<string, object?> _federation = new("federation", federation);
    private AggregatorStatus? _status;
    private int _roundParticipants = -1;

    public KeyValuePair<string, object?>[] Tags => [_federation];

    /// <summary>The newest status; null before there was one.</summary>
    public AggregatorStatus? Status => Volatile.Read(ref _status);

    /// <summary>Participants in the newest round that this life has decided; null before the first.</summary>
    public double? RoundParticipants => Volatile.Read(ref _roundParticipants) is >= 0 and var participants ? participants : null;

    /// <summary>Takes the aggregator's status and counts what is new in it.</summary>
    public void Report(AggregatorStatus status)
    {
        Count(Duplicate, isPutAside: false, status.Duplicates - (_status?.Duplicates ?? 0));
        foreach (var (reason, count) in status.Rejected)
        {
            Count(reason, isPutAside: true, count - (_status?.Rejected.GetValueOrDefault(reason) ?? 0));
        }

        Volatile.Write(ref _status, status);
    }

    /// <summary>A round was decided.</summary>
    public void Decided(RoundEntry round)
    {
        if (round.Regional is not null)
        {
            // A part of a round: the root measures the whole.
            return;
        }

        // Rounds whose updates have no windows, and copies of earlier versions, took no time since the end of a window.
        if (round.WindowEnd > 0 && round.Reason != RoundReason.Rollback)
        {
            var end = DateTimeOffset.FromUnixTimeMilliseconds(round.WindowEnd);
            metrics.Rounds.Record(Math.Max(0, (round.CreatedAt - end).TotalSeconds), _federation);
        }

        Volatile.Write(ref _roundParticipants, round.Inputs.Count);
    }

    /// <summary>Makes every verdict known, so that a rate has somewhere to begin.</summary>
    public void Begin()
    {
        Count(Duplicate, isPutAside: false, 0);
        foreach (var verdict in Enum.GetValues<UpdateVerdict>().Where(verdict => verdict.IsRejection()))
        {
            Count(verdict.Code(), isPutAside: true, 0);
        }
    }

    public void Dispose() => metrics.Remove(this);

    private void Count(string verdict, bool isPutAside, long messages)
    {
        metrics.Messages.Add(messages, _federation, new("verdict", verdict));
        if (isPutAside)
        {
            metrics.Rejected.Add(messages, _federation, new("topic", topic), new("reason", verdict));
        }
    }
}
