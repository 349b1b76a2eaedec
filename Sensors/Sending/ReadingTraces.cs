using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace FederatedOrleans.Sensors.Sending;

/// <summary>
/// Begins the traces of a share of the readings, evenly spread, the first one included: a header <c>traceparent</c> (W3C Trace Context) that says the
/// trace is sampled. Where somebody listens to the activity source
/// <see cref="SourceName"/>, the trace begins with a span of the sending; if not, with the reading. One caller at a time.
/// </summary>
/// <param name="share">The share, 0 to 1.</param>
/// <param name="topic">The topic, for the span.</param>
public sealed class ReadingTraces(double share, string topic)
{
    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "FederatedOrleans.Sensors";

    private const string TraceParent = "traceparent";
    private static readonly ActivitySource Source = new(SourceName);
    private double _due = 1 - share;

    /// <summary>Gives a reading a trace if it is its turn.</summary>
    /// <param name="message">The reading, without headers.</param>
    /// <param name="span">The span, to be ended when the reading is sent; null where nobody listens.</param>
    /// <returns>Whether the reading carries a trace.</returns>
    internal bool TryBegin(Message<byte[], byte[]> message, out Activity? span)
    {
        span = null;
        _due += share;
        if (_due < 1)
        {
            return false;
        }

        _due--;
        if (share == 0)
        {
            return false;
        }

        var traceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
        if (Source.HasListeners())
        {
            span = Source.StartActivity("federation.send", ActivityKind.Producer, default(ActivityContext));
            if (span is not { Recorded: true, Id: { } id })
            {
                // Whoever listens has decided that this trace is not sampled.
                span?.Dispose();
                span = null;
                return false;
            }

            span.SetTag("messaging.system", "kafka").SetTag("messaging.destination.name", topic);
            traceParent = id;
        }

        message.Headers = new() { { TraceParent, Encoding.ASCII.GetBytes(traceParent) } };
        return true;
    }
}
