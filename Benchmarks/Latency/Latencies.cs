namespace FederatedOrleans.Benchmarks.Latency;

/// <summary>How long readings took, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly Lock _lock = new();
    private List<double> _values = [];

    /// <summary>Adds one.</summary>
    public void Add(double milliseconds)
    {
        lock (_lock)
        {
            _values.Add(milliseconds);
        }
    }

    /// <summary>Takes all so far in ascending order and begins anew.</summary>
    public IReadOnlyList<double> Take()
    {
        List<double> values;
        lock (_lock)
        {
            (values, _values) = (_values, []);
        }

        values.Sort();
        return values;
    }
}
