using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Silo.Health;

/// <summary>Asks one Kafka for the bounds of one partition.</summary>
/// <param name="kafka">Reads its topics.</param>
/// <param name="topic">The topic that is asked for.</param>
internal sealed class KafkaHealthCheck(KafkaLogReader kafka, string topic) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await kafka.GetWatermarksAsync(topic, 0, cancellationToken);
            return HealthCheckResult.Healthy("Kafka answers.");
        }
        catch (KafkaStreamException exception)
        {
            return new(context.Registration.FailureStatus, $"Kafka does not answer for topic {topic}.", exception);
        }
    }
}
