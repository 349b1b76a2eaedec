using System.Text.Json;

namespace FederatedOrleans.Benchmarks.Readings;

/// <summary>The averages of both features over the readings that have them, read without an allocation.</summary>
internal sealed class ReadingAverage
{
    private double _temperatures;
    private double _vibrations;
    private long _temperatureCount;
    private long _vibrationCount;

    /// <summary>Number of readings.</summary>
    public long Count { get; private set; }

    /// <summary>Mean temperature.</summary>
    public double Temperature => _temperatures / _temperatureCount;

    /// <summary>Mean vibration.</summary>
    public double Vibration => _vibrations / _vibrationCount;

    /// <summary>Adds a reading in JSON.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        double? temperature = null, vibration = null;
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("temperature"u8))
            {
                temperature = Number(ref reader);
            }
            else if (reader.ValueTextEquals("vibration"u8))
            {
                vibration = Number(ref reader);
            }
            else
            {
                reader.Read();
                reader.TrySkip();
            }
        }

        Add(temperature, vibration);
    }

    /// <summary>Adds a reading's features.</summary>
    public void Add(double? temperature, double? vibration)
    {
        Count++;
        if (temperature is { } degrees)
        {
            _temperatures += degrees;
            _temperatureCount++;
        }

        if (vibration is { } amplitude)
        {
            _vibrations += amplitude;
            _vibrationCount++;
        }
    }

    /// <summary>Adds what another one has seen.</summary>
    public void Add(ReadingAverage other)
    {
        Count += other.Count;
        _temperatures += other._temperatures;
        _vibrations += other._vibrations;
        _temperatureCount += other._temperatureCount;
        _vibrationCount += other._vibrationCount;
    }

    /// <summary>Ends with an error unless the same readings were averaged.</summary>
    /// <exception cref="InvalidOperationException">They were not.</exception>
    public void Check(long count, double temperature, double vibration)
    {
        if (Count != count || Math.Abs(Temperature - temperature) > 1e-9 || Math.Abs(Vibration - vibration) > 1e-9)
        {
            throw new InvalidOperationException(
                $"{Count} readings average {Temperature} and {Vibration}; {count} that average {temperature} and {vibration} were sent.");
        }
    }

    private static double? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : null;
    }
}
