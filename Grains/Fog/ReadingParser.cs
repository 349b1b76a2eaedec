using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Fog;

/// <summary>Reads readings in place: no allocation for a well-formed one. One parser serves one fog node.</summary>
internal sealed class ReadingParser
{
    /// <summary>The last millisecond of the year 9999.</summary>
    private const long LargestTime = 253_402_300_799_999;

    /// <summary>Marks a value that has the wrong type; no accepted value is infinite.</summary>
    private const double Invalid = double.PositiveInfinity;

    private readonly byte[][] _features;
    private byte[] _sensor = new byte[64];
    private int _sensorLength;

    public ReadingParser(IEnumerable<string> features) => _features = [.. features.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The <c>sensor_id</c> of the reading that was read last, in UTF-8; empty when it is missing or no text. Overwritten by the next one.</summary>
    public ReadOnlySpan<byte> Sensor => _sensor.AsSpan(0, _sensorLength);

    /// <summary>Reads one record's value.</summary>
    /// <param name="json">The value.</param>
    /// <param name="values">Takes one value per feature; NaN where it is missing or null.</param>
    /// <param name="eventTime">The reading's own time in Unix ms, or null when it has none.</param>
    /// <param name="reason">Why the record is no reading.</param>
    /// <returns>Whether the record is a reading.</returns>
    public bool TryParse(ReadOnlySpan<byte> json, Span<double> values, out long? eventTime, out string reason)
    {
        values.Fill(double.NaN);
        _sensorLength = 0;
        eventTime = null;
        reason = "";
        try
        {
            return json.IsEmpty ? Fail("empty", out reason)
                : !Utf8.IsValid(json) ? Fail("utf-8", out reason)
                : Read(json, values, ref eventTime, out reason);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text with half a surrogate pair.
            return Fail("json", out reason);
        }
    }

    private bool Read(ReadOnlySpan<byte> json, Span<double> values, ref long? eventTime, out string reason)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Fail("object", out reason);
        }

        var timeIsValid = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var feature = FeatureOf(ref reader);
            if (feature >= 0)
            {
                reader.Read();
                values[feature] = ReadValue(ref reader);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                timeIsValid = TryReadTime(ref reader, out eventTime);
            }
            else if (reader.ValueTextEquals("sensor_id"u8))
            {
                reader.Read();
                ReadSensor(ref reader);
            }

            reader.Skip();
        }

        // Anything behind the object is malformed and throws here.
        reader.Read();
        if (!timeIsValid)
        {
            return Fail("timestamp", out reason);
        }

        reason = "";
        return !values.Contains(Invalid) || Fail("feature", out reason);
    }

    private int FeatureOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _features.Length; i++)
        {
            if (reader.ValueTextEquals(_features[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private void ReadSensor(ref Utf8JsonReader reader)
    {
        _sensorLength = 0;
        if (reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        if (_sensor.Length < reader.ValueSpan.Length)
        {
            _sensor = new byte[reader.ValueSpan.Length];
        }

        try
        {
            _sensorLength = reader.CopyString(_sensor);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: nobody's name, but the reading still counts.
            _sensorLength = 0;
        }
    }

    private static double ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => double.NaN,
        JsonTokenType.Number when reader.TryGetDouble(out var value) && Math.Abs(value) <= SeedWeight.MaxValue => value,
        _ => Invalid,
    };

    private static bool TryReadTime(ref Utf8JsonReader reader, out long? time)
    {
        time = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.Number when reader.TryGetInt64(out var milliseconds) && milliseconds is >= 0 and <= LargestTime:
                time = milliseconds;
                return true;
            case JsonTokenType.String:
                return TryReadText(ref reader, out time);
            default:
                return false;
        }
    }

    private static bool TryReadText(ref Utf8JsonReader reader, out long? time)
    {
        time = null;
        try
        {
            if (!reader.TryGetDateTime(out var instant))
            {
                return false;
            }

            time = instant.Kind == DateTimeKind.Local && reader.TryGetDateTimeOffset(out var precise)
                ? precise.ToUnixTimeMilliseconds()
                : new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no time, but a later field of the same name may still be one.
            return false;
        }
    }

    private static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
