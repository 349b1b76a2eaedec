using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FederatedOrleans.ServiceDefaults.Health;

/// <summary>
/// Readiness is what all checks say, liveness only what those with the tag <c>live</c> say: a service whose Kafka is away must not be restarted
/// for that.
/// </summary>
internal static class HealthExtensions
{
    private const string Live = "live";

    public static void AddLiveness(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks(EndpointPaths.Health, new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks(EndpointPaths.Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live), ResponseWriter = WriteAsync });
    }

    /// <summary>The status in the first line, then one line per check that is not healthy: what it says, but no exception, which may say too much.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        StringBuilder text = new(report.Status.ToString());
        foreach (var (name, entry) in report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy))
        {
            text.Append('\n').Append(name).Append(": ").Append(entry.Description ?? entry.Status.ToString());
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }
}
