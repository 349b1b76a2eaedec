using System.Globalization;
using System.Text;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Producing;

namespace FederatedOrleans.Grains.Rejection;

/// <summary>
/// Writes records to the topic <c>&lt;topic&gt;.rejected</c>: the raw bytes, with the reason and the place as headers. A record may come there twice
/// after a crash; its place tells.
/// </summary>
internal static class RejectedTopic
{
    /// <summary>With a key and headers still below the largest message that a broker takes by default.</summary>
    private const int MaxValueBytes = 900_000;

    /// <summary>A key is a name; a larger one is cut so that it leaves room for the value.</summary>
    private const int MaxKeyBytes = 10_000;

    public static string NameFor(string topic) => topic + ".rejected";

    /// <summary>Writes records and waits until Kafka has them.</summary>
    /// <exception cref="KafkaStreamException">Kafka did not take them.</exception>
    public static Task WriteAsync(KafkaProducer producer, string topic, int partition, IReadOnlyCollection<RejectedRecord> records) =>
        Task.WhenAll(records.Select(record => producer.ProduceAsync(NameFor(topic), 0, Fit(record.Key, MaxKeyBytes), Fit(record.Value, MaxValueBytes), Headers(topic, partition, record))));

    private static byte[]? Fit(byte[]? content, int most) => content?.Length > most ? content[..most] : content;

    private static Dictionary<string, byte[]> Headers(string topic, int partition, RejectedRecord record) => new(StringComparer.Ordinal)
    {
        ["reason"] = Encoding.UTF8.GetBytes(record.Reason),
        ["topic"] = Encoding.UTF8.GetBytes(topic),
        ["partition"] = Text(partition),
        ["offset"] = Text(record.Offset),
        ["size"] = Text(record.Value?.Length ?? 0),
    };

    private static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
