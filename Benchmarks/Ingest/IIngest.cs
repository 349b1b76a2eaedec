using FederatedOrleans.Benchmarks.Readings;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>One way to get readings from a topic to their average.</summary>
internal interface IIngest : IAsyncDisposable
{
    /// <summary>Reads the topic from its start and averages so many readings.</summary>
    Task<ReadingAverage> RunAsync(long count);
}
