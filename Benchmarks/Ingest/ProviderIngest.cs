using FederatedOrleans.Benchmarks.Readings;
using FederatedOrleans.Benchmarks.Silos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>
/// A silo with the stream provider in its default configuration, but for heartbeats: in every run its grains subscribe anew at the topic's start,
/// and Orleans hears of a new subscription to a quiet stream with the stream's next event, which here is a heartbeat.
/// </summary>
internal sealed class ProviderIngest : IIngest
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(50);
    private readonly IHost _silo;
    private readonly IngestResult _result;

    private ProviderIngest(IHost silo)
    {
        _silo = silo;
        _result = silo.Services.GetRequiredService<IngestResult>();
    }

    /// <summary>Starts the silo.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="collector">Where telemetry is pushed to; null for none.</param>
    public static async Task<IIngest> StartAsync(string bootstrapServers, string? collector)
    {
        var silo = BenchmarkSilo.Build(
            bootstrapServers,
            kafka =>
            {
                kafka.Topics[ReadingTopic.Name] = new();
                kafka.HeartbeatInterval = HeartbeatInterval;
            },
            services => services.AddSingleton<IngestResult>(),
            collector);
        await silo.StartAsync();
        return new ProviderIngest(silo);
    }

    public async Task<ReadingAverage> RunAsync(long count)
    {
        var whole = _result.Begin(count);
        var grains = _silo.Services.GetRequiredService<IGrainFactory>();
        await Task.WhenAll(Enumerable.Range(0, ReadingTopic.Partitions).Select(partition => grains.GetGrain<IIngestGrain>(partition).Restart()));
        return await whole;
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.StopAsync();
        _silo.Dispose();
    }
}
