using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Grains.Rejection;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Windows;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Grains.Fog;

/// <summary>
/// The rules of one partition, applied to a <see cref="FogNodeState"/>: readings one by one in offset order into windows, and windows into
/// updates. A function of the log and of the bases it is given, so it neither waits nor asks for the time.
/// </summary>
internal sealed class FogPartition
{
    private readonly FogNodeState _state;
    private readonly FogSettings _settings;
    private readonly ReadingParser _parser;
    private readonly WindowClock _clock;
    private readonly WindowBook _book;
    private readonly PassingScorer _scorer;
    private readonly Queue<Closing> _closings = new();
    private readonly double[] _values;

    public FogPartition(FogNodeState state, FogSettings settings)
    {
        _state = state;
        _settings = settings;
        _parser = new(settings.Features);
        _clock = new(settings.WindowMs, settings.LatenessMs, settings.MaxFutureSkewMs, state.LargestEventTime, state.ClosedThrough);
        _scorer = new(state, settings);
        _book = new(state, settings, _scorer);
        _values = new double[settings.Features.Count];
        if (state.Present.Length == 0)
        {
            state.Present = new long[settings.Features.Count];
        }

        _scorer.Rebuild();
    }

    /// <summary>Whether something that an earlier life said waits for the node to come to the same place.</summary>
    public bool HasClosings => _closings.Count > 0 || _book.HasBases;

    /// <summary>What the oldest closed window waits for, or null when none waits.</summary>
    public WaitingWindow? Waiting => _book.Waiting;

    /// <summary>
    /// Makes the node close windows where an earlier life of it did, although nothing in the partition says so: it had been idle there. Closings
    /// at or below the next offset take effect at once.
    /// </summary>
    /// <param name="closings">In ascending order of their offsets.</param>
    /// <param name="bases">By the start of a window, the version that an earlier life trained it on and said so.</param>
    public void Repeat(IEnumerable<Closing> closings, IReadOnlyDictionary<long, long>? bases = null)
    {
        _book.Repeat(bases);
        foreach (var closing in closings)
        {
            _closings.Enqueue(closing);
        }

        RepeatClosings();
    }

    /// <summary>Trains the oldest closed window, which waited.</summary>
    /// <param name="version">The version that <see cref="Waiting"/> asks for; 0 when there is none yet.</param>
    /// <param name="weights">Its weights; empty for version 0.</param>
    public void Resolve(long version, ReadOnlySpan<double> weights) => _book.Resolve(version, weights);

    /// <inheritdoc cref="PassingScorer.UseGlobal" />
    public void UseGlobal(long version, IReadingScorer? scorer) => _scorer.UseGlobal(version, scorer);

    /// <summary>Offsets up to <paramref name="from"/> are gone before they were read.</summary>
    public void Expire(long from)
    {
        _state.Expired += from - _state.NextOffset;
        _state.NextOffset = from;
        RepeatClosings();
    }

    /// <summary>Handles the records from the next offset on; what lies before it has been handled.</summary>
    /// <param name="batch">Covers the next offset.</param>
    /// <param name="rejected">Takes the records that are to be put aside.</param>
    /// <returns>
    /// Whether the batch was handled to its end. If not, so many windows wait for their base, or so many scores to be sent, that the node takes no
    /// further reading before.
    /// </returns>
    public bool Process(KafkaRecordBatch batch, List<RejectedRecord> rejected)
    {
        var isWhole = true;
        for (var i = 0; i < batch.Count && isWhole; i++)
        {
            var record = batch[i];
            if (record.Offset >= _state.NextOffset)
            {
                isWhole = Take(record, rejected);
            }
        }

        if (isWhole)
        {
            _state.NextOffset = Math.Max(_state.NextOffset, batch.NextOffset);
            RepeatClosings();
        }

        _state.LargestEventTime = _clock.LargestEventTime;
        _state.ClosedThrough = _clock.ClosedThrough;
        return isWhole;
    }

    /// <summary>The partition was read to its end and nothing came for the idle timeout: closes the open windows and says so.</summary>
    public void GoIdle()
    {
        if (_state.Windows.Count > 0)
        {
            CloseThrough(_state.Windows[^1].Start + _settings.WindowMs);
        }

        _state.ClosedThrough = _clock.ClosedThrough;
        _state.Idle = true;
        _book.Say(UpdateKind.Idle, _clock.ClosedThrough);
    }

    private bool Take(KafkaRecord record, List<RejectedRecord> rejected)
    {
        if (_book.IsFull || _scorer.IsFull)
        {
            return false;
        }

        SpeakAgain();
        _state.NextOffset = record.Offset + 1;
        Handle(record, rejected);
        RepeatClosings();
        return true;
    }

    private void Handle(KafkaRecord record, List<RejectedRecord> rejected)
    {
        if (!_parser.TryParse(record.Value, _values, out var ownTime, out var reason))
        {
            _state.Malformed++;
            Reject(record, "malformed:" + reason, rejected);
            return;
        }

        var time = ownTime ?? record.Timestamp;
        if (!_clock.IsFuture(time, record.Timestamp) && !HasWindow(time))
        {
            _state.Malformed++;
            Reject(record, "malformed:timestamp", rejected);
            return;
        }

        if (!_settings.Model.Accepts(_values))
        {
            _state.Malformed++;
            Reject(record, "malformed:range", rejected);
            return;
        }

        switch (_clock.Admit(time, record.Timestamp, out var start))
        {
            case Admission.Future:
                _state.Future++;
                Reject(record, "future", rejected);
                return;
            case Admission.Late:
                _state.Late++;
                return;
            default:
                Count(record, time, start);
                var before = _clock.ClosedThrough;
                if (_clock.Advance())
                {
                    _book.Close(before, _clock.ClosedThrough);
                }

                return;
        }
    }

    /// <summary>A Kafka timestamp may be any number; one in microseconds has no window that a calendar could name.</summary>
    private bool HasWindow(long time) =>
        TumblingWindow.IsInCalendar(time, _settings.WindowMs) && TumblingWindow.IsInCalendar(time - _settings.WindowMs, _settings.WindowMs);

    private void Count(KafkaRecord record, long time, long start)
    {
        var sensor = record.Key.IsEmpty ? _parser.Sensor : record.Key;
        var trains = _scorer.IsTraining;
        if (!trains || _settings.Scoring.TrainingReadings == 0)
        {
            _scorer.Score(_values, sensor, record.Offset, time);
        }

        _state.Readings++;
        for (var i = 0; i < _values.Length; i++)
        {
            _state.Present[i] += double.IsNaN(_values[i]) ? 0 : 1;
        }

        if (trains)
        {
            _settings.Model.Add(_book.WindowAt(start).Content, new Reading(_values, SensorKey.Of(sensor)));
            if (!_scorer.IsTraining)
            {
                _scorer.Rebuild();
            }
        }
    }

    /// <summary>The first record after an idle time makes the aggregator wait for this node again, before any window can close.</summary>
    private void SpeakAgain()
    {
        if (_state.Idle)
        {
            _state.Idle = false;
            _book.Say(UpdateKind.Progress, _clock.ClosedThrough);
        }
    }

    private void RepeatClosings()
    {
        while (_closings.TryPeek(out var closing) && closing.NextOffset <= _state.NextOffset)
        {
            _closings.Dequeue();
            CloseThrough(closing.ClosedThrough);
        }
    }

    private void CloseThrough(long end)
    {
        var before = _clock.ClosedThrough;
        if (_clock.CloseThrough(end))
        {
            _book.Close(before, end);
            _state.ClosedThrough = end;
        }
    }

    private static void Reject(KafkaRecord record, string reason, List<RejectedRecord> rejected) =>
        rejected.Add(RejectedRecord.Of(record, reason));
}
