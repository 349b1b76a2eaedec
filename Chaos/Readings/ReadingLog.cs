using System.Globalization;
using System.Text;

namespace FederatedOrleans.Chaos.Readings;

/// <summary>
/// The log of a run, the same for the same seed: drifting values, nulls, missing fields, readings out of order, late, future and malformed ones. What must
/// become of each is known when it is made, and Kafka timestamps are part of it: nothing depends on when it is sent.
/// </summary>
internal sealed class ReadingLog
{
    /// <summary>When the first reading was taken: 2026-01-01, Unix ms.</summary>
    private const long Start = 1_767_225_600_000;

    private readonly LogReading[][] _partitions;

    private ReadingLog(LogReading[][] partitions) => _partitions = partitions;

    /// <summary>The readings by partition and offset.</summary>
    public IReadOnlyList<IReadOnlyList<LogReading>> Partitions => _partitions;

    /// <summary>How many readings there are.</summary>
    public long Count => _partitions.Sum(partition => (long)partition.Length);

    /// <summary>What must become of them, by partition.</summary>
    public IReadOnlyList<ReadingCounts> Counts => [.. _partitions.Select(partition => new ReadingCounts(
        partition.LongCount(reading => reading.Kind == ReadingKind.Counted),
        partition.LongCount(reading => reading.Kind == ReadingKind.Late),
        partition.LongCount(reading => reading.Kind == ReadingKind.Future),
        partition.LongCount(reading => reading.Kind == ReadingKind.Malformed)))];

    /// <summary>Makes a log.</summary>
    /// <param name="seed">Same seed, same log.</param>
    /// <param name="shape">How much of it.</param>
    public static ReadingLog Create(int seed, LogShape shape)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, LogShape.Partitions).Select(partition => Enumerable.Range(0, shape.CountOf(partition))
            .Select(index => Create(random, partition, index, Start + (long)(index * shape.SpacingMs))).ToArray())]);
    }

    private static LogReading Create(Random random, int partition, int index, long time)
    {
        var temperature = Number(20 + partition + Math.Sin(index / 200.0) + random.NextDouble(), 4);
        // For a while nobody of this partition sends a vibration.
        var vibration = index / 300 % 4 == 3 ? "null" : Number(0.02 + (0.01 * random.NextDouble()), 5);
        var body = $"\"temperature\":{temperature},\"vibration\":{vibration}";
        // Once event time has come so far, a reading from before has lost its window for certain.
        var age = (2 * LogShape.WindowMs) + LogShape.LatenessMs;
        return random.Next(100) switch
        {
            < 1 => new(ReadingKind.Malformed, time, null),
            < 2 => Text(ReadingKind.Malformed, time, "{\"sensor_id\":\"s\","),
            < 3 => Text(ReadingKind.Malformed, time, "{\"temperature\":\"hot\"}"),
            < 4 => Text(ReadingKind.Future, time, $$"""{"timestamp":{{time + LogShape.MaxFutureSkewMs + 1}},{{body}}}"""),
            < 6 when time - Start >= age => Text(ReadingKind.Late, time, $$"""{"timestamp":{{time - age}},{{body}}}"""),
            < 10 => Text(ReadingKind.Counted, time, $$"""{"sensor_id":"s","timestamp":{{time}},"temperature":null,"vibration":{{vibration}}}"""),
            < 13 => Text(ReadingKind.Counted, time, $$"""{"vibration":{{vibration}},"sensor_id":"s","unit":{"t":["C"]} }"""),
            // Out of order, but not so far that the window it belongs to may have closed.
            < 25 => Text(ReadingKind.Counted, time, $$"""{"timestamp":{{Math.Max(Start, time - random.Next((int)LogShape.LatenessMs))}},{{body}}}"""),
            < 30 => Text(ReadingKind.Counted, time, $$"""{"timestamp":"{{DateTimeOffset.FromUnixTimeMilliseconds(time):O}}",{{body}}}"""),
            < 60 => Text(ReadingKind.Counted, time, $$"""{"sensor_id":"s","timestamp":{{time}},{{body}}}"""),
            _ => Text(ReadingKind.Counted, time, $$"""{"sensor_id":"s",{{body}}}"""),
        };
    }

    private static LogReading Text(ReadingKind kind, long time, string json) => new(kind, time, Encoding.UTF8.GetBytes(json));

    private static string Number(double value, int digits) => Math.Round(value, digits).ToString(CultureInfo.InvariantCulture);
}
