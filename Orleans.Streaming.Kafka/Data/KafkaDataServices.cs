using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>Registers what encodes and decodes the events of a provider.</summary>
internal static class KafkaDataServices
{
    /// <summary>Adds the default adapter unless there is one, and the headers for contexts, both keyed by the provider's name.</summary>
    public static IServiceCollection AddKafkaData(this IServiceCollection services, string name)
    {
        services.TryAddKeyedSingleton<IKafkaDataAdapter>(name, (provider, _) => KafkaDataAdapter.Create(provider, name));
        services.TryAddKeyedSingleton(
            name, (provider, _) => new KafkaContextHeaders(new RequestContextFormat(provider), provider.GetRequiredService<ILogger<KafkaContextHeaders>>()));
        return services;
    }
}
