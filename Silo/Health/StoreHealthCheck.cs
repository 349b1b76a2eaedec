using FederatedOrleans.Silo.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace FederatedOrleans.Silo.Health;

/// <summary>Pings the store.</summary>
internal sealed class StoreHealthCheck([FromKeyedServices(OrleansHosting.RedisName)] IConnectionMultiplexer redis) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy("The store answers.");
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return new(context.Registration.FailureStatus, "The store does not answer.", exception);
        }
    }
}
