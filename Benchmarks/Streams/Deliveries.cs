namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>Counts the deliveries of all streams of one process.</summary>
internal sealed class Deliveries
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<long> _all = new();
    private long _deliveries;
    private long _records;
    private long _count;
    private int _streams;

    /// <summary>How many streams have had a delivery.</summary>
    public int Streams
    {
        get
        {
            lock (_lock)
            {
                return _streams;
            }
        }
    }

    /// <summary>Begins anew; the task ends with so many records and gives the number of deliveries.</summary>
    public Task<long> Begin(long count)
    {
        lock (_lock)
        {
            (_deliveries, _records, _count) = (0, 0, count);
            _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _all.Task;
        }
    }

    /// <summary>Counts a delivery.</summary>
    public void Add(int records, bool isFirst)
    {
        lock (_lock)
        {
            _deliveries++;
            _records += records;
            _streams += isFirst ? 1 : 0;
            if (_records >= _count)
            {
                _all.TrySetResult(_deliveries);
            }
        }
    }

    /// <summary>Ends with an error.</summary>
    public void Fail(Exception exception)
    {
        lock (_lock)
        {
            _all.TrySetException(exception);
        }
    }
}
