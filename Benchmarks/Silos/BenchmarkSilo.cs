using System.Net;
using System.Net.Sockets;
using FederatedOrleans.Benchmarks.Telemetry;
using FederatedOrleans.Grains.Federations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;

namespace FederatedOrleans.Benchmarks.Silos;

/// <summary>A silo of this process with the stream provider and nothing else.</summary>
internal static class BenchmarkSilo
{
    /// <summary>The provider's name.</summary>
    public const string Provider = "kafka";

    private const string SubscriptionStore = "PubSubStore";

    /// <summary>Builds the silo.</summary>
    /// <param name="bootstrapServers">The brokers.</param>
    /// <param name="configure">Sets the provider's options beyond the brokers.</param>
    /// <param name="addServices">Adds what the grains need.</param>
    /// <param name="collector">Where telemetry is pushed to; null for none.</param>
    public static IHost Build(string bootstrapServers, Action<KafkaStreamOptions> configure, Action<IServiceCollection> addServices, string? collector = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (collector is not null)
        {
            PushedTelemetry.Add(builder, collector);
        }

        addServices(builder.Services);
        // The grains of federations lie beside this program; they would subscribe to its streams.
        builder.Services.PostConfigure<GrainTypeOptions>(types => types.Classes.RemoveWhere(type => type.Assembly == typeof(FogNodeKey).Assembly));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), FreePort())
            .AddMemoryGrainStorage(SubscriptionStore)
            .AddKafkaStreams(Provider, kafka =>
            {
                kafka.BootstrapServers = bootstrapServers;
                configure(kafka);
            }));
        return builder.Build();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
