using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Chaos.Readings;
using FederatedOrleans.Grains.Federations;
using FederatedOrleans.Tests.Oracle;

namespace FederatedOrleans.Tests.Federations;

/// <summary>
/// Made-up partitions of the sensor topic, the same for the same seed: drifting values, nulls, missing fields, a feature that nobody sends in some
/// windows, malformed, late and future readings. Kafka timestamps are part of it, so windows do not depend on when it is sent.
/// </summary>
public sealed class SensorLog
{
    /// <summary>When the first reading was taken: 2026-01-01, Unix ms.</summary>
    public const long Start = 1_767_225_600_000;

    private readonly List<SensorRecord>[] _partitions;

    private SensorLog(List<SensorRecord>[] partitions) => _partitions = partitions;

    /// <summary>How many records there are.</summary>
    public int Count => _partitions.Sum(partition => partition.Count);

    /// <summary>The records by participant.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SensorRecord>> ByParticipant => _partitions.Index().ToDictionary(
        partition => FogNodeKey.Create(FederationCluster.Federation, partition.Index), partition => (IReadOnlyList<SensorRecord>)partition.Item);

    /// <summary>Makes a log.</summary>
    /// <param name="seed">Same seed, same log.</param>
    /// <param name="partitions">How many partitions; the last one stays empty, the one before falls silent half way.</param>
    /// <param name="perPartition">Records in a full partition.</param>
    /// <param name="spacingMs">Event time from one reading of a partition to the next.</param>
    public static SensorLog Create(int seed, int partitions, int perPartition, int spacingMs)
    {
        var random = new Random(seed);
        var made = Enumerable.Range(0, partitions).Select(_ => new List<SensorRecord>()).ToArray();
        for (var partition = 0; partition < partitions - 1; partition++)
        {
            var count = partition == partitions - 2 ? perPartition / 2 : perPartition;
            for (var i = 0; i < count; i++)
            {
                var time = Start + ((long)i * spacingMs);
                made[partition].Add(new(i, time, Encoding.UTF8.GetBytes(Value(random, partition, i, time))));
            }
        }

        return new(made);
    }

    /// <summary>Sends everything, partition by partition interleaved, to a broker to which nothing happens.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="lingerMs">How long the producer gathers a batch: batch borders follow from it.</param>
    public async Task SendAsync(string bootstrapServers, int lingerMs = 5)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers,
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = lingerMs,
            QueueBufferingMaxMessages = 1_000_000,
        }).SetLogHandler((_, _) => { }).Build();
        List<Task> sending = [];
        for (var i = 0; i < _partitions.Max(partition => partition.Count); i++)
        {
            foreach (var (partition, records) in _partitions.Index().Where(partition => i < partition.Item.Count))
            {
                sending.Add(producer.ProduceAsync(Place(partition), Message(partition, records[i]), TestContext.Current.CancellationToken));
            }
        }

        await Task.WhenAll(sending);
    }

    /// <summary>Sends everything over a time, each record once whatever happens to the broker, and waits until the broker has it.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    /// <param name="duration">Over how long; zero for as fast as possible.</param>
    public Task SendAsync(string bootstrapServers, TimeSpan duration)
    {
        const int Slices = 100;
        var size = duration > TimeSpan.Zero ? Math.Max(1, _partitions.Max(partition => partition.Count) / Slices) : int.MaxValue;
        return Task.WhenAll(_partitions.Select((records, partition) => Task.Factory.StartNew(
            () =>
            {
                var cancellationToken = TestContext.Current.CancellationToken;
                using PartitionWriter writer = new(bootstrapServers, Place(partition));
                foreach (var slice in records.Chunk(size))
                {
                    writer.Write(slice.Select(record => Message(partition, record)), _ => { }, cancellationToken);
                    cancellationToken.WaitHandle.WaitOne(duration / Slices);
                }
            },
            TaskCreationOptions.LongRunning)));
    }

    private static TopicPartition Place(int partition) => new("sensor-data", partition);

    private static Message<byte[]?, byte[]?> Message(int partition, SensorRecord record) => new()
    {
        Key = Encoding.UTF8.GetBytes($"sensor-{partition}"),
        Value = record.Value,
        Timestamp = new(record.Timestamp, TimestampType.CreateTime),
    };

    private static string Value(Random random, int partition, int index, long time)
    {
        var temperature = Math.Round(20 + partition + Math.Sin(index / 200.0) + random.NextDouble(), 4);
        // For a while nobody of this partition sends a vibration.
        var vibration = index / 300 % 4 == 3 ? "null" : Math.Round(0.02 + (0.01 * random.NextDouble()), 5).ToString(CultureInfo.InvariantCulture);
        var body = string.Create(CultureInfo.InvariantCulture, $"\"temperature\":{temperature},\"vibration\":{vibration}");
        return random.Next(100) switch
        {
            < 4 => string.Create(CultureInfo.InvariantCulture, $$"""{"sensor_id":"s","timestamp":{{time}},"temperature":null,"vibration":{{vibration}}}"""),
            < 7 => string.Create(CultureInfo.InvariantCulture, $$"""{"vibration":{{vibration}},"sensor_id":"s","unit":{"t":["C"]} }"""),
            < 9 => "{\"temperature\":\"hot\"}",
            < 10 => "{\"sensor_id\":\"s\",",
            < 12 => string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":{{time - 30_000}},{{body}}}"""),
            < 13 => string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":{{time + 70_000}},{{body}}}"""),
            < 20 => string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":{{time - random.Next(1_500)}},{{body}}}"""),
            < 25 => $$"""{"timestamp":"{{DateTimeOffset.FromUnixTimeMilliseconds(time):O}}",{{body}}}""",
            < 60 => string.Create(CultureInfo.InvariantCulture, $$"""{"sensor_id":"s","timestamp":{{time}},{{body}}}"""),
            _ => $$"""{"sensor_id":"s",{{body}}}""",
        };
    }
}
