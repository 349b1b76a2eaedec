using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.Streaming.Kafka.Diagnostics;

/// <summary>Adds health checks of Kafka streams.</summary>
public static class KafkaHealthChecksBuilderExtensions
{
    private static readonly TimeSpan DefaultStuckAfter = TimeSpan.FromMinutes(1);

    /// <summary>Adds a check that fails when a partition of this silo has records and none was processed for some time.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="providerName">The stream provider's name.</param>
    /// <param name="stuckAfter">How long a partition may stand still, more than zero; 1 minute unless given.</param>
    /// <param name="failureStatus">What a stuck partition means; unhealthy unless given.</param>
    public static IHealthChecksBuilder AddKafkaStreams(
        this IHealthChecksBuilder builder, string providerName, TimeSpan? stuckAfter = null, HealthStatus? failureStatus = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(providerName);
        var time = stuckAfter ?? DefaultStuckAfter;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(stuckAfter));

        KafkaStreamsHealthCheck? check = null;
        return builder.Add(new(
            $"kafka-streams-{providerName}",
            services => check ??= new(
                services.GetRequiredKeyedService<KafkaStreamStatus>(providerName), time, services.GetService<TimeProvider>() ?? TimeProvider.System),
            failureStatus,
            tags: null));
    }
}
