using FederatedOrleans.Sensors.Sending;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace FederatedOrleans.Edge.Progress;

/// <summary>Pushes the spans of readings that begin a trace over OTLP, where a collector is configured as OpenTelemetry has it.</summary>
internal static class SendTracing
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Begins to push.</summary>
    /// <returns>What ends it, when the last spans are pushed; null where no collector is configured.</returns>
    public static IDisposable? Start() => string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(OtlpEndpoint))
        ? null
        : Sdk.CreateTracerProviderBuilder().AddSource(ReadingTraces.SourceName).AddOtlpExporter().Build();
}
