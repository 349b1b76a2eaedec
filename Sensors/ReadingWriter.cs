using System.Buffers;
using System.Text.Json;

namespace FederatedOrleans.Sensors;

/// <summary>
/// Writes readings as UTF-8 JSON into one buffer that is used again for each of them.
/// </summary>
internal sealed class ReadingWriter : IDisposable
{
    private static readonly JsonEncodedText SensorIdName = JsonEncodedText.Encode("sensor_id");
    private static readonly JsonEncodedText TimestampName = JsonEncodedText.Encode("timestamp");

    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly Utf8JsonWriter _json;

    public ReadingWriter() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>Starts a reading of a sensor (its id in UTF-8), without a timestamp when <paramref name="timestamp"/> is null.</summary>
    public void Begin(ReadOnlySpan<byte> sensorId, long? timestamp)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString(SensorIdName, sensorId);
        if (timestamp is { } milliseconds)
        {
            _json.WriteNumber(TimestampName, milliseconds);
        }
    }

    public void Number(JsonEncodedText name, double value) => _json.WriteNumber(name, value);

    public void Null(JsonEncodedText name) => _json.WriteNull(name);

    public void Text(JsonEncodedText name, JsonEncodedText value) => _json.WriteString(name, value);

    /// <summary>Ends the reading.</summary>
    /// <returns>Its bytes, valid until the next <see cref="Begin"/>.</returns>
    public ReadOnlyMemory<byte> End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _json.Dispose();
}
