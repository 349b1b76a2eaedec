using Orleans.Runtime.Providers;

namespace Orleans.Streaming.Kafka.Delivery;

/// <summary>How long a failed delivery waits: 100 ms at first, then twice as long each time up to a limit, the half of it by chance.</summary>
internal sealed class DeliveryBackoff(TimeSpan longest) : IMessageDeliveryBackoffProvider
{
    private const int MaxDoublings = 20;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    public TimeSpan Next(int attempt)
    {
        var full = Math.Min(First.Ticks << Math.Min(attempt, MaxDoublings), longest.Ticks);
        return TimeSpan.FromTicks((full / 2) + Random.Shared.NextInt64((full / 2) + 1));
    }
}
