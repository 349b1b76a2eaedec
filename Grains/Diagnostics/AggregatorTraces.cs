using System.Diagnostics;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>
/// Carries the trace of an update to the version that it becomes a part of. Kept in memory only, and only so many: what is lost is the end of a trace
/// and nothing else.
/// </summary>
internal sealed class AggregatorTraces
{
    private const int MaxUpdates = 1_000;
    private readonly SortedDictionary<long, ActivityContext> _updates = [];

    /// <summary>Makes a span of an update that carries a sampled trace.</summary>
    /// <param name="record">The update's record.</param>
    /// <param name="verdict">What became of it.</param>
    public void Read(KafkaRecord record, UpdateVerdict verdict)
    {
        using var span = FederationTraces.StartChild("federation.aggregate", record.Headers);
        if (span is null)
        {
            return;
        }

        span.SetTag("federation.verdict", verdict.ToString()).SetTag("messaging.kafka.offset", record.Offset);
        if (verdict == UpdateVerdict.Accepted)
        {
            _updates[record.Offset] = span.Context;
            if (_updates.Count > MaxUpdates)
            {
                _updates.Remove(_updates.First().Key);
            }
        }
    }

    /// <summary>Makes a span of a version for every traced update in it.</summary>
    /// <param name="round">The version.</param>
    public void Decided(RoundEntry round)
    {
        if (_updates.Count == 0)
        {
            return;
        }

        foreach (var input in round.Inputs)
        {
            if (_updates.Remove(input.Offset, out var update))
            {
                FederationTraces.StartChild("federation.round", update)?
                    .SetTag("federation.name", round.Federation).SetTag("federation.version", round.Version).SetTag("federation.hash", round.Hash).Dispose();
            }
        }
    }
}
