using FederatedOrleans.Grains.Tiers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FederatedOrleans.Silo.Health;

/// <summary>Looks whether every tier has a silo. This one works without, so it stays in rotation.</summary>
internal sealed class RolesHealthCheck(SiloRoles roles) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        roles.Missing is var missing and not SiloRole.None
            ? HealthCheckResult.Degraded($"No silo hosts the tier {missing}. What it reads waits in Kafka until one does.")
            : HealthCheckResult.Healthy("Every tier has a silo."));
}
