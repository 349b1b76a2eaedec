using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Benchmarks.Readings;

namespace FederatedOrleans.Benchmarks.Fog;

/// <summary>
/// The topics of the fog path, with readings whose event times make windows: a sensor partition gets <see cref="ReadingsPerWindow"/> readings per
/// minute of event time.
/// </summary>
internal static class FogTopics
{
    /// <summary>The sensor topic.</summary>
    public const string Sensors = "readings";

    /// <summary>Partitions of the sensor topic.</summary>
    public const int Partitions = 4;

    /// <summary>How many readings of a partition belong to one window.</summary>
    public const int ReadingsPerWindow = 1_000;

    /// <summary>Length of a window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int SensorCount = 1_000;
    private static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>All topics with their partitions.</summary>
    public static IEnumerable<(string Name, int Partitions)> All =>
    [
        (Sensors, Partitions), ("model-weights", 1), ("rounds", 1), ("global-model", 1), ("anomalies", 1), (Sensors + ".rejected", 1),
        ("model-weights.rejected", 1),
    ];

    /// <summary>Sends readings, the same ones every time, evenly to all partitions.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="count">How many.</param>
    /// <param name="tracedShare">One of how many carries a sampled trace; 0 for none.</param>
    public static void Fill(string bootstrapServers, int count, int tracedShare = 0)
    {
        using var producer = LargeBatches.CreateProducer(bootstrapServers);
        Random random = new(1);
        for (var i = 0; i < count; i++)
        {
            Message<byte[], byte[]> message = new() { Value = Write(random, i / Partitions) };
            if (tracedShare > 0 && i % tracedShare == 0)
            {
                message.Headers = new() { { "traceparent", Encoding.ASCII.GetBytes($"00-{i + 1:x32}-{i + 1:x16}-01") } };
            }

            producer.Send(new(Sensors, i % Partitions), message);
        }

        producer.Flush(TimeSpan.FromMinutes(1));
    }

    private static byte[] Write(Random random, int number)
    {
        var time = Start + (number * (long)Window.TotalMilliseconds / ReadingsPerWindow);
        var (temperature, vibration) = (20 + (random.Next(100) / 10.0), random.Next(1, 9) / 100.0);
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor_id":"s{{number % SensorCount}}","timestamp":{{time}},"temperature":{{temperature:F1}},"vibration":{{vibration:F2}}}"""));
    }
}
