using System.Net;
using System.Net.Sockets;
using FederatedOrleans.Benchmarks.Telemetry;
using FederatedOrleans.Grains.Hosting;
using FederatedOrleans.Grains.Interfaces;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using StackExchange.Redis;

namespace FederatedOrleans.Benchmarks.Fog;

/// <summary>
/// A silo with one federation, as the product builds it; every silo of a process has a federation of a new name, which begins at the topic's start.
/// </summary>
internal sealed class FogSilo : IAsyncDisposable
{
    private static int _number;
    private readonly IHost _silo;
    private readonly string _federation;

    private FogSilo(IHost silo, string federation) => (_silo, _federation) = (silo, federation);

    /// <summary>Starts the silo.</summary>
    /// <param name="variant">What is special about it.</param>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="address">Of the store, or of the collector; empty where the variant needs none.</param>
    public static async Task<FogSilo> StartAsync(FogVariant variant, string bootstrapServers, string address)
    {
        var federation = $"{variant.ToString().ToLowerInvariant()}-{++_number}";
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
        [
            new($"Federations:{federation}:SensorTopic", FogTopics.Sensors),
            new($"Federations:{federation}:Window", FogTopics.Window.ToString()),
        ]);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (variant == FogVariant.Telemetry)
        {
            PushedTelemetry.Add(builder, address);
        }

        builder.Services.AddSingleton<IGrainStorageSerializer, VersionedStateSerializer>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            if (variant == FogVariant.Durable)
            {
                silo.AddRedisGrainStorage(FederationsOptions.Storage, options => options.ConfigurationOptions = ConfigurationOptions.Parse(address));
            }
            else
            {
                silo.AddMemoryGrainStorage(FederationsOptions.Storage);
            }

            silo.AddFederations(builder.Configuration, kafka =>
            {
                kafka.BootstrapServers = bootstrapServers;
                // What the silo before has committed is none of this one's business.
                kafka.GroupId = federation;
            });
        });
        var host = builder.Build();
        await host.StartAsync();
        return new(host, federation);
    }

    /// <summary>How many readings the fog nodes have handled.</summary>
    public async Task<long> CountAsync()
    {
        var grains = _silo.Services.GetRequiredService<IGrainFactory>();
        var nodes = await Task.WhenAll(
            Enumerable.Range(0, FogTopics.Partitions).Select(partition => grains.GetGrain<IFogNodeGrain>($"{_federation}/{partition}").GetStatus()));
        return nodes.Sum(node => node.Readings);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _silo.StopAsync();
        _silo.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
