using FederatedOrleans.ServiceDefaults.Health;
using FederatedOrleans.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FederatedOrleans.ServiceDefaults;

/// <summary>What every service of the system has: telemetry, health endpoints, resilient HTTP clients that find services by name.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry, health checks and HTTP client defaults.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="meters">Names of the meters to measure beside those of .NET.</param>
    /// <param name="activitySources">Names of the activity sources to trace beside HTTP.</param>
    /// <typeparam name="TBuilder">The kind of host.</typeparam>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder, IEnumerable<string> meters, IEnumerable<string> activitySources)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(activitySources);

        builder.AddTelemetry(meters, activitySources);
        builder.Services.AddLiveness();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>Maps <c>/health</c>, <c>/alive</c> and <c>/metrics</c>, whatever the environment.</summary>
    /// <param name="app">The application.</param>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.MapHealth();
        app.MapPrometheusScrapingEndpoint(EndpointPaths.Metrics);
        return app;
    }
}
