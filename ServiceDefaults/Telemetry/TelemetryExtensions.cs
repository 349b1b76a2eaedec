using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FederatedOrleans.ServiceDefaults.Telemetry;

/// <summary>Metrics for Prometheus to scrape; metrics, traces and logs pushed over OTLP where a collector is configured.</summary>
internal static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string PrometheusEndpoint = "Telemetry:PrometheusEndpoint";

    /// <summary>Meters that come with .NET.</summary>
    private static readonly string[] PlatformMeters =
        ["System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http"];

    private static readonly double[] SecondBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    public static void AddTelemetry(this IHostApplicationBuilder builder, IEnumerable<string> meters, IEnumerable<string> activitySources)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter([.. PlatformMeters, .. meters])
                .AddView(BucketsOf)
                .AddPrometheusExporter());
        PushMetrics(telemetry, builder.Configuration[PrometheusEndpoint]);
        if (string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
        {
            // Nobody would see a span: without a listener none is made.
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
            logging.AddOtlpExporter();
        });
        telemetry
            .WithMetrics(metrics => metrics.AddOtlpExporter())
            .WithTracing(tracing => tracing
                .AddSource([.. activitySources])
                .AddAspNetCoreInstrumentation(options => options.Filter = IsOfInterest)
                .AddHttpClientInstrumentation()
                .AddOtlpExporter());
    }

    /// <summary>Replicas behind one address cannot be scraped one by one: each pushes to Prometheus, beside any collector.</summary>
    private static void PushMetrics(OpenTelemetryBuilder telemetry, string? endpoint)
    {
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address))
        {
            throw new InvalidOperationException($"{PrometheusEndpoint} is no address of an OTLP receiver, such as http://localhost:9090/api/v1/otlp/v1/metrics.");
        }

        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter(
            "prometheus",
            (exporter, reader) =>
            {
                exporter.Endpoint = address;
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Headers = "";
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 5_000;
            }));
    }

    /// <summary>Histograms of seconds that ask for no buckets get some that fit seconds; OpenTelemetry's own are made for milliseconds.</summary>
    private static ExplicitBucketHistogramConfiguration? BucketsOf(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s", Advice: null } ? new() { Boundaries = SecondBuckets } : null;

    /// <summary>Probes and scrapes come every few seconds and tell nothing.</summary>
    private static bool IsOfInterest(HttpContext context) =>
        !EndpointPaths.All.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}
