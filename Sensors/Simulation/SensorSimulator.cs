using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FederatedOrleans.Sensors.Simulation;

/// <summary>
/// Makes the readings of a fleet, sensor after sensor in turn. Equal options make equal bytes, the timestamps apart.
/// Not safe for use by several threads at once.
/// </summary>
public sealed class SensorSimulator : IDisposable
{
    private static readonly JsonEncodedText TemperatureName = JsonEncodedText.Encode("temperature");
    private static readonly JsonEncodedText VibrationName = JsonEncodedText.Encode("vibration");
    private static readonly JsonEncodedText Warm = JsonEncodedText.Encode("warm");
    private static readonly byte[] NotUtf8 = [0xC3, 0x28, 0xFF, 0xFE, 0x00, 0x80];

    private readonly SimulationOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly SimulatedSensor[] _sensors;
    private readonly byte[]?[] _keys;
    private readonly ReadingWriter _writer = new();
    private int _next;

    /// <summary>Sets the fleet up.</summary>
    /// <param name="options">The fleet; read now and not again.</param>
    /// <param name="time">Gives the event time of each reading.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SensorSimulator(SimulationOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Validate() is [_, ..] faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        _options = options;
        _time = time;
        _random = new Random(options.Seed);
        _keys = new byte[options.Sensors][];
        _sensors = new SimulatedSensor[options.Sensors];
        for (var i = 0; i < _sensors.Length; i++)
        {
            _sensors[i] = SimulatedSensor.Create(_random);
        }
    }

    /// <summary>Makes the next record.</summary>
    /// <returns>The record; its value is overwritten by the next call.</returns>
    public SimulatedReading Next()
    {
        var index = _next;
        _next = (index + 1) % _sensors.Length;
        ref var sensor = ref _sensors[index];
        sensor.Measure(_random);
        var key = _keys[index] ??= Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"s{index + 1}"));
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var kind = NextKind();
        var value = kind switch
        {
            ReadingKind.NullValue => WithNull(key, timestamp, sensor),
            ReadingKind.MissingField => WithGap(key, timestamp, sensor),
            ReadingKind.Malformed => Malformed(key, timestamp, sensor),
            _ => Complete(key, timestamp, sensor),
        };
        return new SimulatedReading(kind, key, value);
    }

    /// <summary>Releases the buffers.</summary>
    public void Dispose() => _writer.Dispose();

    private ReadingKind NextKind()
    {
        var dice = _random.NextDouble();
        if (dice < _options.MalformedShare)
        {
            return ReadingKind.Malformed;
        }

        dice -= _options.MalformedShare;
        if (dice < _options.NullShare)
        {
            return ReadingKind.NullValue;
        }

        return dice - _options.NullShare < _options.MissingShare ? ReadingKind.MissingField : ReadingKind.Complete;
    }

    private ReadOnlyMemory<byte> Complete(byte[] key, long? timestamp, in SimulatedSensor sensor)
    {
        _writer.Begin(key, timestamp);
        _writer.Number(TemperatureName, sensor.Temperature);
        _writer.Number(VibrationName, sensor.Vibration);
        return _writer.End();
    }

    private ReadOnlyMemory<byte> WithNull(byte[] key, long timestamp, in SimulatedSensor sensor)
    {
        var choice = _random.Next(3);
        _writer.Begin(key, timestamp);
        WriteOrNull(TemperatureName, sensor.Temperature, choice is 0 or 2);
        WriteOrNull(VibrationName, sensor.Vibration, choice is 1 or 2);
        return _writer.End();

        void WriteOrNull(JsonEncodedText name, double value, bool isNull)
        {
            if (isNull)
            {
                _writer.Null(name);
            }
            else
            {
                _writer.Number(name, value);
            }
        }
    }

    private ReadOnlyMemory<byte> WithGap(byte[] key, long timestamp, in SimulatedSensor sensor)
    {
        switch (_random.Next(4))
        {
            case 0:
                _writer.Begin(key, timestamp);
                _writer.Number(VibrationName, sensor.Vibration);
                return _writer.End();
            case 1:
                _writer.Begin(key, timestamp);
                _writer.Number(TemperatureName, sensor.Temperature);
                return _writer.End();
            case 2:
                _writer.Begin(key, timestamp);
                return _writer.End();
            default:
                return Complete(key, timestamp: null, sensor);
        }
    }

    private ReadOnlyMemory<byte> Malformed(byte[] key, long timestamp, in SimulatedSensor sensor)
    {
        switch (_random.Next(4))
        {
            case 0:
                var whole = Complete(key, timestamp, sensor);
                return whole[.._random.Next(1, whole.Length)];
            case 1:
                _writer.Begin(key, timestamp);
                _writer.Text(TemperatureName, Warm);
                _writer.Number(VibrationName, sensor.Vibration);
                return _writer.End();
            case 2:
                return Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture,
                    $"sensor {Encoding.UTF8.GetString(key)}: {sensor.Temperature} degrees, vibration {sensor.Vibration}"));
            default:
                return NotUtf8;
        }
    }
}
