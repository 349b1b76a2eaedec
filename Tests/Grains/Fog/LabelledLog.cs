using System.Globalization;
using System.Text;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Grains.Fog;

/// <summary>A made-up partition for every kind of model: two features that go together, a label, what is missing, late, malformed or out of range.</summary>
internal static class LabelledLog
{
    public static readonly string[] Features = ["temperature", "vibration", "label"];

    /// <summary>The same for the same seed; one reading every <paramref name="spacingMs"/>.</summary>
    public static SensorRecord[] Create(int seed, int count, int spacingMs, long start = 0)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(offset => (Offset: offset, Time: start + (offset * (long)spacingMs)))
                .Select(reading => FogLife.Record(reading.Offset, reading.Time, Value(random, reading.Time))),
        ];
    }

    private static string Value(Random random, long time)
    {
        var label = random.Next(2);
        var temperature = Math.Round(random.NextDouble() + label, 4);
        var vibration = Math.Round((temperature / 2) + (random.NextDouble() / 10), 4);
        var sensor = Encoding.UTF8.GetString([(byte)('a' + random.Next(3))]);
        FormattableString value = random.Next(40) switch
        {
            0 => $"{{\"temperature\":{temperature},\"label\":{label}}}",
            1 => $"{{\"sensor_id\":\"{sensor}\",\"vibration\":{vibration}}}",
            2 => $"{{\"temperature\":\"hot\"}}",
            3 => $"{{\"temperature\":{temperature},\"vibration\":{vibration},\"label\":7}}",
            4 => $"{{\"timestamp\":{Math.Max(0, time - 30_000)},\"temperature\":{temperature},\"vibration\":{vibration},\"label\":{label}}}",
            5 => $"{{\"sensor_id\":\"{sensor}\",\"temperature\":{temperature + 30},\"vibration\":{-vibration},\"label\":{label}}}",
            6 => $"{{\"timestamp\":{Math.Max(0, time - random.Next(1_500))},\"temperature\":{temperature},\"vibration\":{vibration},\"label\":{label}}}",
            _ => $"{{\"sensor_id\":\"{sensor}\",\"temperature\":{temperature},\"vibration\":{vibration},\"label\":{label}}}",
        };
        return value.ToString(CultureInfo.InvariantCulture);
    }
}
