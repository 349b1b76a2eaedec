using FederatedOrleans.Benchmarks.Readings;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>Where the grains of one process bring their averages together.</summary>
internal sealed class IngestResult
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<ReadingAverage> _whole = new();
    private ReadingAverage _average = new();
    private long _count;

    /// <summary>Begins anew; the task ends with so many readings.</summary>
    public Task<ReadingAverage> Begin(long count)
    {
        lock (_lock)
        {
            _average = new();
            _count = count;
            _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _whole.Task;
        }
    }

    /// <summary>Adds an average.</summary>
    public void Add(ReadingAverage average)
    {
        lock (_lock)
        {
            _average.Add(average);
            if (_average.Count >= _count)
            {
                _whole.TrySetResult(_average);
            }
        }
    }

    /// <summary>Ends with an error.</summary>
    public void Fail(Exception exception) => _whole.TrySetException(exception);
}
