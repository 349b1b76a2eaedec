using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>
/// Carries what surrounds an event: Orleans' request context in one header of its own, the trace context in the headers of W3C Trace Context.
/// Nothing of it can make an event fail: what cannot be written is left out, what cannot be read is ignored, and both are logged once.
/// </summary>
internal sealed partial class KafkaContextHeaders(RequestContextFormat format, ILogger<KafkaContextHeaders> logger)
{
    public const string RequestContext = "orleans-request-context";
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";

    private const int MaxLoggedKeys = 1000;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ConcurrentDictionary<string, byte> _logged = new(StringComparer.Ordinal);
    private int _malformedIsLogged;

    /// <summary>The headers for events that are produced now.</summary>
    /// <param name="requestContext">Orleans' request context, or null.</param>
    /// <param name="activity">The current activity, or null: a trace context that came with the request is then passed on.</param>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Write(Dictionary<string, object>? requestContext, Activity? activity)
    {
        List<KeyValuePair<string, byte[]?>> headers = [];
        WriteTrace(headers, requestContext, activity);
        if (requestContext is not { Count: > 0 })
        {
            return headers;
        }

        Dictionary<string, object> kept = [];
        foreach (var (key, value) in requestContext)
        {
            if (value is null || IsReserved(key) || key is TraceParent or TraceState)
            {
                continue;
            }

            if (RequestContextFormat.CanWrite(value))
            {
                kept.Add(key, value);
            }
            else if (_logged.Count < MaxLoggedKeys && _logged.TryAdd(key, 0))
            {
                LogLeftOut(key, value.GetType());
            }
        }

        if (kept.Count > 0)
        {
            headers.Add(new(RequestContext, format.Write(kept)));
        }

        return headers;
    }

    /// <summary>The request context that came with a record, with the trace context where Orleans looks for it; null when there is none.</summary>
    /// <param name="headers">The record's headers.</param>
    public Dictionary<string, object>? Read(KafkaHeaders headers)
    {
        if (headers.IsEmpty)
        {
            return null;
        }

        var context = headers.TryGetLast("orleans-request-context"u8, out var written) ? ReadRequestContext(written) : null;
        if (headers.TryGetLast("traceparent"u8, out var parent))
        {
            ReadTrace(ref context, parent, headers.TryGetLast("tracestate"u8, out var state) ? state : default);
        }

        return context is { Count: > 0 } ? context : null;
    }

    /// <summary>Keys that mean something to Orleans itself: the call chain's reentrancy, transactions, pings.</summary>
    private static bool IsReserved(string key) => key.StartsWith('#') || key == "Ping";

    private static void WriteTrace(List<KeyValuePair<string, byte[]?>> headers, Dictionary<string, object>? requestContext, Activity? activity)
    {
        var (parent, state) = activity is { IdFormat: ActivityIdFormat.W3C }
            ? (activity.Id, activity.TraceStateString)
            : (requestContext?.GetValueOrDefault(TraceParent) as string, requestContext?.GetValueOrDefault(TraceState) as string);
        if (string.IsNullOrEmpty(parent) || !ActivityContext.TryParse(parent, state, out _))
        {
            return;
        }

        headers.Add(new(TraceParent, Encoding.UTF8.GetBytes(parent)));
        if (!string.IsNullOrEmpty(state))
        {
            headers.Add(new(TraceState, Encoding.UTF8.GetBytes(state)));
        }
    }

    private Dictionary<string, object>? ReadRequestContext(ReadOnlySpan<byte> written)
    {
        try
        {
            var context = format.Read(written);
            foreach (var key in context.Keys.Where(IsReserved).ToArray())
            {
                context.Remove(key);
            }

            return context;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            OnMalformed(RequestContext, exception);
            return null;
        }
    }

    private void ReadTrace(ref Dictionary<string, object>? context, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> state)
    {
        try
        {
            var (traceParent, traceState) = (StrictUtf8.GetString(parent), StrictUtf8.GetString(state));
            if (!ActivityContext.TryParse(traceParent, traceState, out _))
            {
                OnMalformed(TraceParent, null);
                return;
            }

            context ??= [];
            context[TraceParent] = traceParent;
            if (traceState.Length > 0)
            {
                context[TraceState] = traceState;
            }
        }
        catch (ArgumentException exception)
        {
            OnMalformed(TraceParent, exception);
        }
    }

    private void OnMalformed(string header, Exception? exception)
    {
        if (Interlocked.Exchange(ref _malformedIsLogged, 1) == 0)
        {
            LogMalformed(exception, header);
        }
    }

    [LoggerMessage(
        EventId = 151, Level = LogLevel.Warning, Message = "The request context's value {Key} of type {Type} is not carried to Kafka: only simple values are.")]
    private partial void LogLeftOut(string key, Type type);

    [LoggerMessage(EventId = 152, Level = LogLevel.Warning, Message = "A header {Header} could not be read and is ignored, as further ones will be.")]
    private partial void LogMalformed(Exception? exception, string header);
}
