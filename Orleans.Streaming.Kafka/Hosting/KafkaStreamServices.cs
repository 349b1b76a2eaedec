using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Cluster;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Log;
using Orleans.Streaming.Kafka.Mapping;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Streams;
using Orleans.Streaming.Kafka.Topics;

namespace Orleans.Streaming.Kafka.Hosting;

/// <summary>The services of a provider that silos and clients have in common, keyed by its name.</summary>
internal static class KafkaStreamServices
{
    /// <summary>Adds the services of a provider, or more options to one that is there already.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="name">The provider's name.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="needsTopics">Whether the provider is of no use without a topic.</param>
    /// <returns>False when the provider was there already.</returns>
    public static bool AddKafkaStreamServices(
        this IServiceCollection services, string name, Action<OptionsBuilder<KafkaStreamOptions>> configure, bool needsTopics)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);

        configure(services.AddOptions<KafkaStreamOptions>(name));
        if (services.Any(service => service.ServiceType == typeof(KafkaProducer) && name.Equals(service.ServiceKey)))
        {
            return false;
        }

        services.ConfigureNamedOptionForLogging<KafkaStreamOptions>(name);
        services.AddSingleton<IValidateOptions<KafkaStreamOptions>>(new KafkaStreamOptionsValidator(name, needsTopics));
        services.AddSingleton<IConfigurationValidator>(
            provider => new KafkaStartCheck(name, provider.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>()));
        services.TryAddKeyedSingleton<IKafkaStreamMapper>(name, (provider, _) => new DefaultStreamMapper(Options(provider, name)));
        services.AddKafkaData(name);
        services.TryAddSingleton<KafkaBatchContainerCallbacks>();
        services.AddKeyedSingleton(name, (provider, _) => new EventReader(
            name, provider.GetRequiredKeyedService<IKafkaDataAdapter>(name), provider.GetRequiredKeyedService<KafkaContextHeaders>(name)));
        services.AddKeyedSingleton<KafkaStreamStatus>(name);
        services.AddKeyedSingleton<IKafkaCluster>(
            name, (provider, _) => new KafkaCluster(Options(provider, name), Clock(provider), Logger<KafkaCluster>(provider)));
        services.AddKeyedSingleton(
            name,
            (provider, _) => new KafkaStreamMetrics(name, provider.GetRequiredKeyedService<KafkaStreamStatus>(name), provider.GetService<IMeterFactory>()));
        services.AddKeyedSingleton(name, (provider, _) => new KafkaProducer(
            Options(provider, name), Logger<KafkaProducer>(provider), provider.GetRequiredKeyedService<KafkaStreamMetrics>(name)));
        services.AddKeyedSingleton(name, (provider, _) => new KafkaTopicDirectory(
            Options(provider, name), provider.GetRequiredKeyedService<IKafkaCluster>(name), Clock(provider), Logger<KafkaTopicDirectory>(provider)));
        services.AddKeyedSingleton(name, (provider, _) => new KafkaLogReader(
            KafkaClientConfigs.Client(Options(provider, name)).ToDictionary(pair => pair.Key, pair => pair.Value), Logger<KafkaLogReader>(provider)));
        return true;
    }

    private static KafkaStreamOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name);

    private static TimeProvider Clock(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    private static ILogger<T> Logger<T>(IServiceProvider services) => services.GetRequiredService<ILogger<T>>();
}
