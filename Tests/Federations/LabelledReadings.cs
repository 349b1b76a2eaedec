using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace FederatedOrleans.Tests.Federations;

/// <summary>
/// Made-up readings for models of two features and a label, ten a second and partition. Each is a function of its place, so that it does not matter when
/// and in which pieces they are sent.
/// </summary>
public sealed class LabelledReadings : IDisposable
{
    /// <summary>Readings of a partition in a second of event time.</summary>
    public const int PerSecond = 10;

    private readonly IProducer<byte[]?, byte[]> _producer;

    /// <summary>Connects.</summary>
    /// <param name="bootstrapServers">The broker.</param>
    public LabelledReadings(string bootstrapServers) => _producer = new ProducerBuilder<byte[]?, byte[]>(
        new ProducerConfig { BootstrapServers = bootstrapServers, LingerMs = 5, EnableIdempotence = true })
        .SetLogHandler((_, _) => { }).Build();

    /// <summary>The configuration of a federation that takes them, with windows of a second.</summary>
    public static Dictionary<string, string?> Settings(string model, string strategy)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Federations:default:Features:0"] = "a",
            ["Federations:default:Features:1"] = "b",
            ["Federations:default:Features:2"] = "y",
            ["Federations:default:Window"] = "00:00:01",
            ["Federations:default:Model"] = model,
            ["Federations:default:Strategy"] = strategy,
            ["Kafka:HeartbeatInterval"] = "00:00:00.200",
        };
        if (model == "logistic")
        {
            settings["Federations:default:ModelSettings:Target"] = "y";
        }

        return settings;
    }

    /// <summary>Sends readings and waits until Kafka has them.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="from">The first reading of each.</param>
    /// <param name="to">The reading before which to stop.</param>
    public Task SendAsync(IEnumerable<int> partitions, int from, int to) => Task.Run(() =>
    {
        int[] all = [.. partitions];
        for (var i = from; i < to; i++)
        {
            foreach (var partition in all)
            {
                var time = TimeOf(i);
                _producer.Produce(
                    new TopicPartition("sensor-data", partition), new() { Value = Value(partition, i, time), Timestamp = new(time, TimestampType.CreateTime) });
            }
        }

        while (_producer.Flush(TimeSpan.FromSeconds(1)) > 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    });

    /// <summary>The event time of a reading, Unix ms.</summary>
    public static long TimeOf(int reading) => SensorLog.Start + (reading * 1_000L / PerSecond);

    /// <inheritdoc />
    public void Dispose() => _producer.Dispose();

    /// <summary>A label that depends on the two numbers.</summary>
    private static byte[] Value(int partition, int reading, long time)
    {
        var random = new Random((partition * 1_000_003) + reading);
        var (a, b) = (random.NextDouble() - 0.5, random.NextDouble() + partition);
        var label = a + (b / 10) > 0.2 ? 1 : 0;
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":{{time}},"a":{{a}},"b":{{b}},"y":{{label}}}"""));
    }
}
