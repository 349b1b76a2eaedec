using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FederatedOrleans.Tests.Streaming.Diagnostics;

/// <summary>What one provider measures: sums of counters, numbers of measurements of histograms, last values of gauges.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, double>> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> _units = new(StringComparer.Ordinal);
    private readonly string _provider;

    public Measurements(string provider)
    {
        _provider = provider;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Orleans.Streaming.Kafka")
            {
                _units[instrument.Name] = instrument.Unit;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The instruments with their units.</summary>
    public IReadOnlyDictionary<string, string?> Units => _units.ToDictionary();

    /// <summary>The sum of a counter's or a histogram's measurements.</summary>
    public double Sum(string instrument) => _sums.GetValueOrDefault(instrument);

    /// <summary>How many measurements there were.</summary>
    public int Count(string instrument) => _counts.GetValueOrDefault(instrument);

    /// <summary>The sum of a gauge over all its tags, asked now.</summary>
    public double Now(string instrument)
    {
        _last.Clear();
        _listener.RecordObservableInstruments();
        return _last.TryGetValue(instrument, out var values) ? values.Values.Sum() : double.NaN;
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var isOurs = false;
        var place = "";
        foreach (var (name, content) in tags)
        {
            isOurs |= name == "provider" && _provider.Equals(content);
            place += $"{name}={content};";
        }

        if (isOurs)
        {
            _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            _counts.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1);
            _last.GetOrAdd(instrument.Name, _ => new(StringComparer.Ordinal))[place] = value;
        }
    }
}
