using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Silo.Health;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>What has to work before this host counts as ready: Kafka, the store, and every partition that it reads.</summary>
internal static class ReadinessHosting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Adds the checks behind <c>/health</c>.</summary>
    public static void AddReadiness(this IHostApplicationBuilder builder)
    {
        var checks = builder.Services.AddHealthChecks();
        var sides = SiloRoleHosting.SidesOf(builder.Configuration);
        foreach (var provider in sides.Providers)
        {
            checks.AddKafka(provider, provider == sides.UpdatesProvider).AddKafkaStreams(provider);
        }

        if (sides.IsDivided)
        {
            checks.AddCheck<RolesHealthCheck>("roles");
        }

        if (OrleansHosting.IsRedisConfigured(builder.Configuration))
        {
            checks.AddCheck<StoreHealthCheck>("store", timeout: Patience);
        }
    }

    private static IHealthChecksBuilder AddKafka(this IHealthChecksBuilder checks, string provider, bool hasUpdates) => checks.Add(new(
        provider,
        services =>
        {
            var federation = services.GetRequiredService<IOptions<FederationsOptions>>().Value.Federations.Values.First();
            return new KafkaHealthCheck(services.GetRequiredKeyedService<KafkaLogReader>(provider), hasUpdates ? federation.UpdatesTopic : federation.SensorTopic);
        },
        failureStatus: null,
        tags: null,
        Patience));
}
