using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Interfaces.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>
/// Where Kafka comes from: the connection string <c>kafka</c>, else <c>Kafka:BootstrapServers</c>, or a broker inside this process when there is neither.
/// The connection string <c>kafka-cloud</c>, else <c>KafkaCloud:BootstrapServers</c>, gives the updates' side a Kafka of its own.
/// </summary>
internal static class KafkaHosting
{
    /// <summary>The section with the options of a stream provider.</summary>
    /// <param name="provider">The provider, whose name is that of its connection string.</param>
    public static string SectionOf(string provider) => provider == FederationsOptions.CloudStreamProvider ? "KafkaCloud" : "Kafka";

    /// <summary>The configured brokers, or null where there are none.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="provider">The stream provider.</param>
    public static string? ServersOf(IConfiguration configuration, string provider) =>
        configuration.GetConnectionString(provider) is { Length: > 0 } connection ? connection
        : configuration[$"{SectionOf(provider)}:{nameof(KafkaStreamOptions.BootstrapServers)}"] is { Length: > 0 } servers ? servers
        : null;

    /// <summary>Whether the sensors' side, or both, is a broker inside this process.</summary>
    public static bool IsEmbedded(IConfiguration configuration) =>
        SiloRoleHosting.SidesOf(configuration).SensorsProvider is { } provider && ServersOf(configuration, provider) is null;

    /// <summary>Makes a <see cref="KafkaEndpoint"/> available for each provider, starting the embedded broker where no Kafka is configured.</summary>
    public static void AddKafka(this IHostApplicationBuilder builder)
    {
        foreach (var provider in SiloRoleHosting.SidesOf(builder.Configuration).Providers)
        {
            if (ServersOf(builder.Configuration, provider) is { } servers)
            {
                builder.Services.AddKeyedSingleton(provider, new KafkaEndpoint(servers, IsEmbedded: false));
            }
            else
            {
                AddEmbedded(builder, provider);
            }
        }
    }

    private static void AddEmbedded(IHostApplicationBuilder builder, string provider)
    {
        ShortenWindow(builder.Configuration);
        builder.Services.AddSingleton(_ => EmbeddedKafkaCluster.Start());
        builder.Services.AddKeyedSingleton(
            provider, (services, _) => new KafkaEndpoint(services.GetRequiredService<EmbeddedKafkaCluster>().BootstrapServers, IsEmbedded: true));
        builder.Services.AddHostedService<EmbeddedKafkaService>();
    }

    /// <summary>Short windows of the default federation show something soon; any configured value wins, and other federations stand alone.</summary>
    private static void ShortenWindow(IConfigurationManager configuration)
    {
        var federations = configuration.GetSection(FederationsOptions.Section);
        if (federations.Exists() && !federations.GetSection(FederationsOptions.DefaultName).Exists())
        {
            return;
        }

        configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new($"{FederationsOptions.Section}:{FederationsOptions.DefaultName}:{nameof(FederationOptions.Window)}", "00:00:05")],
        });
    }
}
