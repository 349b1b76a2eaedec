using FederatedOrleans.Grains.Diagnostics;
using FederatedOrleans.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace FederatedOrleans.Benchmarks.Telemetry;

/// <summary>Telemetry as a silo has it when a collector is configured, pushed every second.</summary>
internal static class PushedTelemetry
{
    /// <summary>Adds it to a host.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="collector">Where it is pushed to.</param>
    public static void Add(IHostApplicationBuilder builder, string collector)
    {
        // OpenTelemetry's exporters take their settings from the environment.
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        })
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        builder.Configuration.AddEnvironmentVariables();
        builder.AddServiceDefaults([FederationTelemetry.Name, "Orleans.Streaming.Kafka", "Microsoft.Orleans"], [FederationTelemetry.Name]);
    }
}
