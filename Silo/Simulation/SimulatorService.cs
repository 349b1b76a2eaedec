using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Sensors.Sending;
using FederatedOrleans.Sensors.Simulation;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Silo.Simulation;

/// <summary>Sends a simulated fleet's readings to the first federation's sensor topic for as long as the host runs.</summary>
internal sealed partial class SimulatorService(
    IOptions<SimulationOptions> options,
    IOptions<FederationsOptions> federations,
    IOptionsMonitor<KafkaStreamOptions> kafka,
    TimeProvider clock,
    ILogger<SimulatorService> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var topic = federations.Value.Federations.First().Value.SensorTopic;
        LogStarted(options.Value.Sensors, options.Value.Rate, topic);
        var connection = kafka.Get(FederationsOptions.StreamProvider);
        var sending = new SensorProducerOptions { BootstrapServers = connection.BootstrapServers, Topic = topic };
        foreach (var (name, value) in connection.ClientSettings)
        {
            sending.Settings[name] = value;
        }

        using var producer = new SensorProducer(sending, clock);
        var counts = await new SimulationRunner(options.Value, clock).RunAsync(producer, stoppingToken);
        LogEnded(counts.Acknowledged, counts.Failed);
    }

    [LoggerMessage(EventId = 321, Level = LogLevel.Information, Message = "Simulating {Sensors} sensors with {Rate} readings per second in all on topic {Topic}.")]
    private partial void LogStarted(int sensors, double rate, string topic);

    [LoggerMessage(EventId = 322, Level = LogLevel.Information, Message = "The simulation ended: {Sent} readings sent, {Failed} failed.")]
    private partial void LogEnded(long sent, long failed);
}
