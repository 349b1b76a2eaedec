using System.Net;
using System.Net.Sockets;
using FederatedOrleans.Grains.Hosting;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Storage;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.Streaming.Kafka.Configuration;
using StackExchange.Redis;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>
/// The Orleans silo. Membership and checkpoints live in memory for one silo, or in Redis where the connection string <c>redis</c> is given;
/// a section <c>Orleans:Clustering</c> or <c>Orleans:GrainStorage</c> decides for itself.
/// </summary>
internal static class OrleansHosting
{
    /// <summary>The name of the connection string, and of the keyed connection that Orleans' own configuration refers to.</summary>
    public const string RedisName = "redis";

    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>Whether this silo's store is Redis.</summary>
    public static bool IsRedisConfigured(IConfiguration configuration) => !string.IsNullOrEmpty(configuration.GetConnectionString(RedisName));

    /// <summary>Adds the silo with the federations.</summary>
    public static void AddOrleansSilo(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var redis = configuration.GetConnectionString(RedisName);
        if (!string.IsNullOrEmpty(redis))
        {
            builder.Services.AddKeyedSingleton<IConnectionMultiplexer>(RedisName, (_, _) => ConnectionMultiplexer.Connect(ParseRedis(redis)));
        }

        builder.Services.AddHostedService<DependencyWait>();
        if (IsRedisConfigured(configuration))
        {
            builder.Services.AddHostedService<MembershipWatch>();
        }

        builder.Services.AddSingleton<IGrainStorageSerializer, VersionedStateSerializer>();
        builder.UseOrleans(silo =>
        {
            AddMembership(silo, configuration, redis);
            NoticeDeadSilosSoon(silo, configuration);
            AddStorage(silo, configuration, redis);
            AddFederations(silo, configuration);
        });
    }

    private static void AddFederations(ISiloBuilder silo, ConfigurationManager configuration)
    {
        var sides = SiloRoleHosting.SidesOf(configuration);
        if (sides.IsDivided)
        {
            silo.AddFederations(configuration, _ => { }, _ => { }, sides.Role);
        }
        else
        {
            silo.AddFederations(configuration, _ => { });
        }

        foreach (var provider in sides.Providers)
        {
            silo.Services.AddOptions<KafkaStreamOptions>(provider)
                .Bind(configuration.GetSection(KafkaHosting.SectionOf(provider)))
                .Configure<IServiceProvider>(
                    (options, services) => options.BootstrapServers = services.GetRequiredKeyedService<KafkaEndpoint>(provider).BootstrapServers);
        }
    }

    private static void AddMembership(ISiloBuilder silo, ConfigurationManager configuration, string? redis)
    {
        if (configuration.GetSection("Orleans:Clustering").Exists())
        {
            return;
        }

        if (string.IsNullOrEmpty(redis))
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            return;
        }

        silo.UseRedisClustering(options => options.ConfigurationOptions = ParseRedis(redis));
        if (!configuration.GetSection("Orleans:Endpoints").Exists())
        {
            silo.Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = IPAddress.Loopback;
                options.SiloPort = FreePort();
                options.GatewayPort = FreePort();
            });
        }
    }

    /// <summary>
    /// With the defaults a killed silo, whose connections break, is declared dead within about 3 seconds, so that rounds go on within 15, idle timeout
    /// included. One that only stops answering has 24 seconds since its last message: four times the timeout for each probe that it may miss.
    /// </summary>
    private static void NoticeDeadSilosSoon(ISiloBuilder silo, ConfigurationManager configuration)
    {
        silo.Services.AddSingleton<IValidateOptions<MembershipOptions>, MembershipOptionsValidator>();
        silo.Services.AddOptions<MembershipOptions>().Bind(configuration.GetSection(MembershipOptions.Section)).ValidateOnStart();
        silo.Services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<MembershipOptions>>((membership, options) =>
        {
            membership.ProbeTimeout = options.Value.ProbeTimeout;
            membership.NumMissedProbesLimit = options.Value.MissedProbes;
            // Silos that were killed all at once leave nobody who declares them dead. Those that start then wait until this sign of life is three periods old.
            membership.IAmAliveTablePublishTimeout = SignOfLife;
            membership.TableRefreshTimeout = SignOfLife;
        });
    }

    private static void AddStorage(ISiloBuilder silo, ConfigurationManager configuration, string? redis)
    {
        if (configuration.GetSection($"Orleans:GrainStorage:{FederationsOptions.Storage}").Exists())
        {
            return;
        }

        if (string.IsNullOrEmpty(redis))
        {
            silo.AddMemoryGrainStorage(FederationsOptions.Storage);
        }
        else
        {
            silo.AddRedisGrainStorage(FederationsOptions.Storage, options => options.ConfigurationOptions = ParseRedis(redis));
        }
    }

    private static ConfigurationOptions ParseRedis(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        return options;
    }

    /// <summary>A port that is free now, so that several hosts on one machine do not meet.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
