using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>The aggregator's engine, fed with the updates log and with the decisions that are recorded between two rounds.</summary>
/// <param name="settings">The settings in effect.</param>
/// <param name="updatesLog">The updates log, as it is recorded.</param>
/// <param name="past">What has been decided.</param>
internal sealed class EngineReplay(RoundBookSettings settings, string updatesLog, RoundPast past)
{
    private readonly RoundEngine _engine = new(settings, updatesLog, past);
    private readonly Queue<RoundsEntry> _closed = new();

    /// <summary>The offset of the next record to feed.</summary>
    public long Position => Math.Max(0, _engine.NextOffset);

    /// <summary>Takes the round that closed first and was not taken yet, whether it made a version or not; null where there is none.</summary>
    public RoundsEntry? TryTake()
    {
        foreach (var entry in _engine.TakeDecided().Where(entry => entry is IRoundMark))
        {
            _closed.Enqueue(entry);
        }

        return _closed.TryDequeue(out var first) ? first : null;
    }

    /// <summary>Takes one record into account.</summary>
    /// <param name="record">The record at <see cref="Position"/>, or the next one where offsets have a gap.</param>
    /// <param name="end">The offset before which to stop.</param>
    public void Observe(UpdateRecord record, long end)
    {
        if (record.Offset >= end)
        {
            _engine.SkipTo(end);
        }
        else
        {
            _engine.Read(record.Message, record.Offset, record.Size);
        }
    }
}
