using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>
/// Sends records as they once were: idempotent, acknowledged by all in-sync replicas, in order within a partition. Records wait out an
/// outage of the broker; only a refusal for good fails one.
/// </summary>
internal sealed class RedriveProducer : IRedriveSink, IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private long _accepted;
    private long _acknowledged;
    private long _failed;
    private volatile string? _lastError;

    /// <summary>Creates the producer; it connects in the background.</summary>
    /// <param name="clientSettings">librdkafka settings, brokers included.</param>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    public RedriveProducer(IReadOnlyDictionary<string, string> clientSettings)
    {
        try
        {
            _producer = new ProducerBuilder<byte[]?, byte[]?>(Configuration(clientSettings))
                .SetErrorHandler((_, error) => _lastError = error.Reason)
                .SetLogHandler((_, _) => { })
                .Build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new ArgumentException($"A Kafka setting is not allowed: {exception.Message}", exception);
        }
    }

    /// <summary>What became of the records so far.</summary>
    public SendCounts Counts
    {
        get
        {
            // Answers first: read in the other order, a record answered in between would count as less than nothing.
            var acknowledged = Interlocked.Read(ref _acknowledged);
            var failed = Interlocked.Read(ref _failed);
            return new SendCounts(acknowledged, failed, Interlocked.Read(ref _accepted) - acknowledged - failed);
        }
    }

    /// <summary>The latest reason for a failure or a broken connection; null when there was none.</summary>
    public string? LastError => _lastError;

    /// <inheritdoc />
    public async Task SendAsync(TopicPartition target, RejectedRecord record)
    {
        Headers headers = [];
        foreach (var header in record.OriginalHeaders)
        {
            headers.Add(header);
        }

        headers.Add(RejectedHeaders.RedrivenFrom, PlaceOf(record));
        Interlocked.Increment(ref _accepted);
        try
        {
            await _producer.ProduceAsync(target, new() { Key = record.Key, Value = record.Value, Headers = headers });
            Interlocked.Increment(ref _acknowledged);
        }
        catch (KafkaException exception)
        {
            _lastError = exception.Error.Reason;
            Interlocked.Increment(ref _failed);
            throw;
        }
    }

    /// <summary>Closes the connection. Records without an answer are dropped.</summary>
    public void Dispose() => _producer.Dispose();

    private static ProducerConfig Configuration(IReadOnlyDictionary<string, string> clientSettings)
    {
        Dictionary<string, string> settings = new(clientSettings, StringComparer.Ordinal);
        settings.TryAdd("reconnect.backoff.max.ms", "1000");
        return new(settings)
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            Partitioner = Partitioner.Murmur2Random,
            // 0 is without end: an outage of any length delays records and loses none.
            MessageTimeoutMs = 0,
        };
    }

    private static byte[] PlaceOf(RejectedRecord record) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{record.Place.Topic}/{record.Place.Partition.Value}/{record.Place.Offset.Value}"));
}
