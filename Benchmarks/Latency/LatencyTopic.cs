namespace FederatedOrleans.Benchmarks.Latency;

/// <summary>The topic of readings whose key is the time at which they were sent.</summary>
internal static class LatencyTopic
{
    /// <summary>Its name.</summary>
    public const string Name = "latency";

    /// <summary>Its number of partitions.</summary>
    public const int Partitions = 4;
}
