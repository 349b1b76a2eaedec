using System.Net;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Tests.Streaming.Clusters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streams;

namespace FederatedOrleans.Tests.Streaming.Hosting;

/// <summary>A silo or a client as a user's program makes it, with nothing but given configuration keys and code.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    public const string Topic = "hosted";
    public const int Partitions = 3;

    private readonly IHost _host;

    private StreamHost(IHost host) => _host = host;

    /// <summary>What the silo's grains got.</summary>
    public required Inbox Inbox { get; init; }

    public IServiceProvider Services => _host.Services;

    /// <summary>A broker with the topic of the tests.</summary>
    public static EmbeddedKafkaCluster StartKafka()
    {
        var kafka = EmbeddedKafkaCluster.Start();
        kafka.CreateTopic(Topic, Partitions);
        return kafka;
    }

    /// <summary>Starts a silo.</summary>
    /// <param name="gateway">Where clients find it.</param>
    /// <param name="settings">Its configuration.</param>
    /// <param name="configure">Its code, beside a memory store for subscriptions.</param>
    public static async Task<StreamHost> StartSiloAsync(
        int gateway, IEnumerable<(string Key, string? Value)> settings, Action<ISiloBuilder>? configure = null)
    {
        var builder = NewBuilder(settings);
        Inbox inbox = new();
        builder.Services.AddSingleton(inbox);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Get(), gateway).AddMemoryGrainStorage("PubSubStore");

            // The federations' grains are in this process too; they need more services than streams do.
            silo.Services.PostConfigure<GrainTypeOptions>(options => options.Classes.RemoveWhere(type => type.Assembly == typeof(FogNodeKey).Assembly));
            configure?.Invoke(silo);
        });
        return await StartAsync(builder, inbox);
    }

    /// <summary>Starts a client.</summary>
    public static async Task<StreamHost> StartClientAsync(
        int gateway, IEnumerable<(string Key, string? Value)> settings, Action<IClientBuilder>? configure = null)
    {
        var builder = NewBuilder(settings);
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gateway));
            configure?.Invoke(client);
        });
        return await StartAsync(builder, new());
    }

    public IAsyncStream<Reading> GetStream(string provider, int partition) => Services.GetRequiredKeyedService<IStreamProvider>(provider)
        .GetStream<Reading>(StreamId.Create(Topic, $"{partition}"));

    /// <summary>The end of a partition, asked by the provider's own reader.</summary>
    public async Task<long> GetEndAsync(string provider, int partition) =>
        (await Services.GetRequiredKeyedService<KafkaLogReader>(provider).GetWatermarksAsync(Topic, partition)).High;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static HostApplicationBuilder NewBuilder(IEnumerable<(string Key, string? Value)> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.Services.Configure<ClusterOptions>(options => options.ServiceId = options.ClusterId = "hosted");
        return builder;
    }

    private static async Task<StreamHost> StartAsync(HostApplicationBuilder builder, Inbox inbox)
    {
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new(host) { Inbox = inbox };
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }
    }
}
