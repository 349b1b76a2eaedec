using System.Globalization;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>A partition of the sensor topic in Kafka, bounded by what it held when it was opened.</summary>
/// <param name="reader">Reads the topic; not disposed of here.</param>
/// <param name="topic">The topic.</param>
/// <param name="partition">The partition.</param>
/// <param name="bounds">What it held.</param>
internal sealed class KafkaSensorLog(KafkaLogReader reader, string topic, int partition, KafkaWatermarks bounds) : ISensorLog
{
    /// <inheritdoc />
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{topic}/{partition}");

    /// <inheritdoc />
    public long Low => bounds.Low;

    /// <inheritdoc />
    public IAsyncEnumerable<KafkaLogRecord> ReadAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync(topic, partition, bounds.Low, bounds.High, cancellationToken);
}
