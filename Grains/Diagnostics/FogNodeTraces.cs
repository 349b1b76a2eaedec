using System.Diagnostics;
using System.Text;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Windows;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>
/// Carries the trace of a reading to the update of its window. Of several traced readings in a window the last one goes on. Kept in memory only:
/// a crash loses the trace and nothing else.
/// </summary>
internal sealed class FogNodeTraces(FogSettings settings)
{
    private const int MaxWindows = 100;

    private readonly SortedDictionary<long, ActivityContext> _windows = [];
    private ReadingParser? _parser;

    /// <summary>Makes a span of every reading that carries a sampled trace.</summary>
    /// <param name="batch">The readings.</param>
    /// <param name="from">The first offset that is new.</param>
    public void Read(KafkaRecordBatch batch, long from)
    {
        if (!FederationTraces.IsOn)
        {
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            var record = batch[i];
            if (record.Offset >= from && !record.Headers.IsEmpty)
            {
                Read(record);
            }
        }
    }

    /// <summary>Makes a span of an update whose window has a traced reading.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="headers">The headers to send with it; null when it has no trace.</param>
    /// <returns>The span, which lasts as long as the sending; null when there is none.</returns>
    public Activity? StartUpdate(UpdateMessage message, out Dictionary<string, byte[]>? headers)
    {
        headers = null;
        if (message.WindowStart is not { } start || !_windows.Remove(start, out var reading))
        {
            return null;
        }

        var span = FederationTraces.StartChild("federation.update", reading);
        if (span is { Id: { } id })
        {
            span.SetTag("federation.participant", message.Participant).SetTag("federation.window.start", start);
            headers = new(StringComparer.Ordinal) { [FederationTraces.TraceParent] = Encoding.ASCII.GetBytes(id) };
        }

        return span;
    }

    private void Read(KafkaRecord record)
    {
        using var span = FederationTraces.StartChild("federation.reading", record.Headers);
        if (span is null)
        {
            return;
        }

        span.SetTag("federation.participant", settings.Participant).SetTag("messaging.kafka.offset", record.Offset);
        _parser ??= new(settings.Features);
        if (!_parser.TryParse(record.Value, new double[settings.Features.Count], out var time, out var reason))
        {
            span.SetStatus(ActivityStatusCode.Error, reason);
            return;
        }

        _windows[TumblingWindow.StartOf(time ?? record.Timestamp, settings.WindowMs)] = span.Context;
        if (_windows.Count > MaxWindows)
        {
            _windows.Remove(_windows.First().Key);
        }
    }
}
