namespace FederatedOrleans.Learning.Windows;

/// <summary>
/// Event time of one partition: which readings count, and which windows are closed. It is a function of the readings in offset order alone,
/// so batch borders and wall time have no say. All times are Unix milliseconds.
/// </summary>
/// <remarks>The watermark is the largest event time so far minus the lateness, as in the Dataflow model (Akidau et al., VLDB 2015).</remarks>
public sealed class WindowClock
{
    /// <summary>The <see cref="ClosedThrough"/> and <see cref="LargestEventTime"/> of a clock that has seen nothing.</summary>
    public const long Never = long.MinValue;

    private readonly long _length;
    private readonly long _lateness;
    private readonly long _maxFutureSkew;

    /// <summary>Creates a clock, or restores one.</summary>
    /// <param name="length">Length of a window, positive.</param>
    /// <param name="lateness">How long a window stays open behind the largest event time, zero or more.</param>
    /// <param name="maxFutureSkew">How far an event time may lie past its Kafka time, zero or more.</param>
    /// <param name="largestEventTime">The largest event time so far, or <see cref="Never"/>.</param>
    /// <param name="closedThrough">The end of the last closed window, or <see cref="Never"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A duration is out of range.</exception>
    public WindowClock(long length, long lateness, long maxFutureSkew, long largestEventTime = Never, long closedThrough = Never)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegative(lateness);
        ArgumentOutOfRangeException.ThrowIfNegative(maxFutureSkew);
        _length = length;
        _lateness = lateness;
        _maxFutureSkew = maxFutureSkew;
        LargestEventTime = largestEventTime;
        ClosedThrough = closedThrough;
    }

    /// <summary>The largest accepted event time so far, or <see cref="Never"/>.</summary>
    public long LargestEventTime { get; private set; }

    /// <summary>The end of the last closed window, or <see cref="Never"/>. It never goes back.</summary>
    public long ClosedThrough { get; private set; }

    /// <summary>Whether an event time lies further past its Kafka time than allowed.</summary>
    /// <param name="eventTime">When the reading was taken.</param>
    /// <param name="kafkaTime">The record's Kafka timestamp.</param>
    public bool IsFuture(long eventTime, long kafkaTime) => eventTime > kafkaTime && eventTime - kafkaTime > _maxFutureSkew;

    /// <summary>Judges one reading and, if it is accepted, moves the event time. Windows are closed by <see cref="Advance"/>.</summary>
    /// <param name="eventTime">When the reading was taken.</param>
    /// <param name="kafkaTime">The record's Kafka timestamp.</param>
    /// <param name="windowStart">The start of the reading's window.</param>
    /// <returns>Whether the reading counts.</returns>
    public Admission Admit(long eventTime, long kafkaTime, out long windowStart)
    {
        windowStart = TumblingWindow.StartOf(eventTime, _length);
        if (IsFuture(eventTime, kafkaTime))
        {
            return Admission.Future;
        }

        if (windowStart + _length <= ClosedThrough)
        {
            return Admission.Late;
        }

        LargestEventTime = Math.Max(LargestEventTime, eventTime);
        return Admission.Accepted;
    }

    /// <summary>Closes every window whose end plus lateness is at or below the largest event time.</summary>
    /// <returns><see langword="true"/> when <see cref="ClosedThrough"/> moved.</returns>
    public bool Advance() =>
        LargestEventTime != Never && CloseThrough(TumblingWindow.StartOf(LargestEventTime - _lateness, _length));

    /// <summary>Closes every window that ends at or before a time; used when a partition is idle and when a recorded closing is repeated.</summary>
    /// <param name="end">The end of the last window to close.</param>
    /// <returns><see langword="true"/> when <see cref="ClosedThrough"/> moved.</returns>
    public bool CloseThrough(long end)
    {
        if (end <= ClosedThrough)
        {
            return false;
        }

        ClosedThrough = end;
        return true;
    }
}
