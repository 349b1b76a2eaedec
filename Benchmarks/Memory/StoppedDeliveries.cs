namespace FederatedOrleans.Benchmarks.Memory;

/// <summary>Holds deliveries for ever and counts them.</summary>
internal sealed class StoppedDeliveries
{
    private readonly TaskCompletionSource _never = new();
    private int _count;

    /// <summary>How many deliveries have begun.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts a delivery and never ends.</summary>
    public Task StopAsync()
    {
        Interlocked.Increment(ref _count);
        return _never.Task;
    }
}
