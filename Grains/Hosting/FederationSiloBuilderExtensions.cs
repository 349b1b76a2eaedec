using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Tiers;
using FederatedOrleans.Grains.WayBack;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Hosting;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streams;

namespace FederatedOrleans.Grains.Hosting;

/// <summary>Adds federations to a silo: their configuration, their streams and what keeps their grains awake.</summary>
public static class FederationSiloBuilderExtensions
{
    /// <summary>Adds the federations of the section <c>Federations</c>, or the default one where there are none, over one Kafka.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="configureKafka">Sets at least <see cref="KafkaStreamOptions.BootstrapServers"/>.</param>
    public static ISiloBuilder AddFederations(this ISiloBuilder builder, IConfiguration configuration, Action<KafkaStreamOptions> configureKafka)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(configureKafka);
        return builder
            .AddFederations(configuration, new KafkaSides(IsDivided: false, SiloRole.Both))
            .AddStreams(FederationsOptions.StreamProvider, SiloRole.Both, configureKafka);
    }

    /// <summary>Adds the federations over two Kafkas: one with the sensors' side, one with the updates' side.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="configureKafka">Configures the sensors' Kafka, which a silo with the role cloud does not reach.</param>
    /// <param name="configureCloudKafka">Configures the updates' Kafka.</param>
    /// <param name="role">What this silo hosts.</param>
    /// <remarks>All silos of a cluster are set up this way, or none.</remarks>
    public static ISiloBuilder AddFederations(
        this ISiloBuilder builder,
        IConfiguration configuration,
        Action<KafkaStreamOptions> configureKafka,
        Action<KafkaStreamOptions> configureCloudKafka,
        SiloRole role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(configureKafka);
        ArgumentNullException.ThrowIfNull(configureCloudKafka);
        ArgumentOutOfRangeException.ThrowIfEqual(role, SiloRole.None);
        builder.AddFederations(configuration, new KafkaSides(IsDivided: true, role));
        builder.Services.PostConfigure<SiloOptions>(options => options.SiloName = RoleInName.Write(role, options.SiloName));
        if (role.HasFlag(SiloRole.Fog))
        {
            builder.AddStreams(FederationsOptions.StreamProvider, SiloRole.Fog, configureKafka);
        }

        return builder.AddStreams(FederationsOptions.CloudStreamProvider, SiloRole.Cloud, configureCloudKafka);
    }

    private static ISiloBuilder AddFederations(this ISiloBuilder builder, IConfiguration configuration, KafkaSides sides) => builder.ConfigureServices(services =>
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<FederationsOptions>, FederationsOptionsValidator>();
        services.AddSingleton<IValidateOptions<FederationsOptions>, FederationModelsValidator>();
        services.AddSingleton<IValidateOptions<FederationsOptions>, FederationStrategiesValidator>();
        services.AddOptions<FederationsOptions>().Configure(options => Bind(options, configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ArchiveOptions>, ArchiveOptionsValidator>();
        services.AddOptions<ArchiveOptions>().Bind(configuration.GetSection(ArchiveOptions.Section)).ValidateOnStart();
        services.AddKeyedSingleton<IStreamIdMapper, FogNodeKey>(FogNodeKey.MapperName);
        services.AddTiers(sides);
        services.AddSingleton<FederationLogs>();
        services.AddLearning(configuration);
        services.AddMetrics().AddSingleton<FederationMetrics>();
        services.AddSingleton<ArchiveMetrics>();
        services.AddSingleton<ArchiveReader>();
        services.AddSingleton<GlobalModels>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<GlobalModels>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, FederationPulse>();
    });

    private static void AddTiers(this IServiceCollection services, KafkaSides sides)
    {
        services.AddSingleton(sides);
        services.AddSingleton(provider => new SiloRoles(sides, provider.GetRequiredService<IClusterMembershipService>()));
        services.AddSingleton<RoleWatch>();
        services.AddSingleton(provider => new SensorPartitions(
            provider.GetRequiredService<FederationLogs>(), provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddPlacementFilter<RunsOnFilter, RunsOnFilterDirector>(ServiceLifetime.Transient);
    }

    private static ISiloBuilder AddStreams(this ISiloBuilder builder, string provider, SiloRole tiers, Action<KafkaStreamOptions> configureKafka)
    {
        builder.Services.AddKeyedSingleton<IKafkaStreamMapper>(
            provider, (services, _) => new FederationStreams(services.GetRequiredService<IOptions<FederationsOptions>>(), tiers));
        return builder.AddKafkaStreams(
            provider,
            kafka => kafka.Configure<IOptions<FederationsOptions>>((options, federations) =>
            {
                // A node knows by heartbeats that its partition is silent and not unreachable.
                options.HeartbeatInterval ??= TimeSpan.FromSeconds(1);
                foreach (var federation in federations.Value.Federations.Values)
                {
                    FederationTopics.AddTo(options, federation, tiers);
                }

                configureKafka(options);
            }),
            streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePartitionBalancing(RoleQueueBalancer.For(tiers));
            });
    }

    private static void Bind(FederationsOptions options, IConfiguration configuration)
    {
        configuration.GetSection(FederationsOptions.Section).Bind(options.Federations);
        if (options.Federations.Count == 0)
        {
            options.Federations.Add(FederationsOptions.DefaultName, new());
        }
    }
}
