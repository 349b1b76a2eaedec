using System.Globalization;
using System.Runtime.CompilerServices;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Edge.Verify;

/// <summary>A partition of the rounds topic in Kafka, bounded by what it held when it was opened.</summary>
/// <param name="reader">Reaches Kafka; not disposed of here.</param>
/// <param name="topic">The topic.</param>
/// <param name="partition">The partition.</param>
/// <param name="bounds">What it held.</param>
internal sealed class KafkaRoundsLog(KafkaLogReader reader, string topic, int partition, KafkaWatermarks bounds) : IRoundsLog
{
    /// <inheritdoc />
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{topic}/{partition}");

    /// <inheritdoc />
    public long Low => bounds.Low;

    /// <inheritdoc />
    public async IAsyncEnumerable<RoundsRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var own = reader.CreateAnother();
        await foreach (var record in own.ReadAsync(topic, partition, bounds.Low, bounds.High, cancellationToken))
        {
            yield return new(record.Value);
        }
    }
}
