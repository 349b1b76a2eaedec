namespace FederatedOrleans.AppHost;

/// <summary>
/// Prometheus and Grafana, configured by the files beside this program. Replicas sit behind one address and cannot be scraped one by one, so every
/// silo pushes its metrics to Prometheus.
/// </summary>
internal static class MonitoringExtensions
{
    private const string Http = "http";
    private const string PushPath = "/api/v1/otlp/v1/metrics";

    /// <summary>Adds Prometheus with the alert rules.</summary>
    public static IResourceBuilder<ContainerResource> AddPrometheus(this IDistributedApplicationBuilder builder, string name) => builder
        .AddContainer(name, "prom/prometheus", "v3.5.0")
        .WithBindMount("prometheus", "/etc/prometheus", isReadOnly: true)
        .WithArgs("--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", "--web.enable-otlp-receiver")
        .WithHttpEndpoint(targetPort: 9090, name: Http)
        .WithUrlForEndpoint(Http, url => url.DisplayText = "Prometheus")
        .WithHttpHealthCheck("/-/ready");

    /// <summary>Adds Grafana with the dashboards.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="prometheus">Where the dashboards' numbers come from.</param>
    public static IResourceBuilder<ContainerResource> AddGrafana(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ContainerResource> prometheus) => builder
        .AddContainer(name, "grafana/grafana", "12.1.0")
        .WithBindMount("grafana/provisioning", "/etc/grafana/provisioning", isReadOnly: true)
        .WithBindMount("grafana/dashboards", "/var/lib/grafana/dashboards", isReadOnly: true)
        .WithEnvironment("PROMETHEUS_URL", prometheus.GetEndpoint(Http))
        .WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "true")
        .WithEnvironment("GF_AUTH_ANONYMOUS_ORG_ROLE", "Viewer")
        .WithHttpEndpoint(targetPort: 3000, name: Http)
        .WithUrlForEndpoint(Http, url => url.DisplayText = "Grafana")
        .WithHttpHealthCheck("/api/health");

    /// <summary>Lets a service push its metrics to Prometheus, beside what it sends to the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithMetricsTo(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ContainerResource> prometheus) =>
        service.WithEnvironment("Telemetry__PrometheusEndpoint", ReferenceExpression.Create($"{prometheus.GetEndpoint(Http)}{PushPath}"));
}
