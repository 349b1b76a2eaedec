using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Interfaces.Configuration;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>Makes the topics of the embedded broker, which takes no requests for that, before anything reads them.</summary>
internal sealed partial class EmbeddedKafkaService(
    EmbeddedKafkaCluster kafka, IOptionsMonitor<KafkaStreamOptions> options, ILogger<EmbeddedKafkaService> logger) : IHostedLifecycleService
{
    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var (topic, settings) in options.Get(FederationsOptions.StreamProvider).Topics)
        {
            kafka.CreateTopic(topic, settings.Partitions);
        }

        LogStarted(kafka.BootstrapServers);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Embedded Kafka listens on {BootstrapServers}; any Kafka client can join in.")]
    private partial void LogStarted(string bootstrapServers);
}
