using System.Globalization;
using System.Text;

namespace FederatedOrleans.Benchmarks.Readings;

/// <summary>The topic of readings.</summary>
internal static class ReadingTopic
{
    /// <summary>Its name.</summary>
    public const string Name = "readings";

    /// <summary>Its number of partitions.</summary>
    public const int Partitions = 4;

    private const int Sensors = 1000;

    /// <summary>Sends readings, the same ones every time, evenly to all partitions.</summary>
    /// <returns>Their average and the mean size of a value, in bytes.</returns>
    public static (ReadingAverage Average, double MeanBytes) Fill(string bootstrapServers, int count)
    {
        using var producer = LargeBatches.CreateProducer(bootstrapServers);
        Random random = new(1);
        ReadingAverage average = new();
        long bytes = 0;
        for (var i = 0; i < count; i++)
        {
            var value = Write(random, i / Partitions % Sensors);
            average.Add(value);
            bytes += value.Length;
            producer.Send(new(Name, i % Partitions), new() { Value = value });
        }

        producer.Flush(TimeSpan.FromMinutes(1));
        return (average, (double)bytes / count);
    }

    /// <summary>One reading of about 55 bytes, as sensors send them.</summary>
    public static byte[] Write(Random random, int sensor) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"sensor_id":"s{{sensor}}","temperature":{{20 + (random.Next(100) / 10.0):F1}},"vibration":{{random.Next(1, 9) / 100.0:F2}}}"""));
}
