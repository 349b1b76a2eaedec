using System.Diagnostics;
using System.Text;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>
/// Spans of records that carry a sampled trace context in the headers of W3C Trace Context. Nothing is made for any other record, and without a
/// listener for none at all.
/// </summary>
internal static class FederationTraces
{
    /// <summary>The header with trace, span and flags.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Length of <c>00-trace-span-flags</c>.</summary>
    private const int TraceParentLength = 55;
    private const int LowFlagIndex = 54;

    private static readonly ActivitySource Source = new(FederationTelemetry.Name);

    /// <summary>Whether anybody would see a span.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>A span as the child of the one that a record carries; null without a listener or a sampled context.</summary>
    /// <param name="name">The span's name.</param>
    /// <param name="headers">The record's headers.</param>
    public static Activity? StartChild(string name, KafkaHeaders headers) =>
        IsOn && TryGetSampled(headers, out var parent) ? Source.StartActivity(name, ActivityKind.Consumer, parent) : null;

    /// <summary>A span as the child of another that has ended.</summary>
    public static Activity? StartChild(string name, ActivityContext parent) => Source.StartActivity(name, ActivityKind.Producer, parent);

    /// <summary>The sampled trace context that headers carry, if they do. Looks only at bytes unless it is sampled.</summary>
    public static bool TryGetSampled(KafkaHeaders headers, out ActivityContext context)
    {
        context = default;
        return !headers.IsEmpty
            && headers.TryGetLast("traceparent"u8, out var value)
            && value.Length >= TraceParentLength
            && IsSampled(value[LowFlagIndex])
            && ActivityContext.TryParse(Encoding.ASCII.GetString(value), traceState: null, isRemote: true, out context);
    }

    /// <summary>The lowest bit of the last hexadecimal digit.</summary>
    private static bool IsSampled(byte digit) => (digit <= '9' ? digit - '0' : digit - 'a' + 10) is >= 0 and <= 15 and var flags && (flags & 1) == 1;
}
