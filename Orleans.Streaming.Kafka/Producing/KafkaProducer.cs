using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Mapping;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Producing;

/// <summary>
/// The shared producer of a provider: idempotent, acknowledged by all in-sync replicas, batched. A call completes when Kafka has the message.
/// Messages of one partition are appended in the order of the calls.
/// </summary>
public sealed partial class KafkaProducer : IDisposable
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private static readonly Dictionary<string, byte[]> EmptyHeaders = [];
    private readonly KafkaStreamMetrics? _metrics;
    private readonly ILogger _logger;

    internal KafkaProducer(KafkaStreamOptions options, ILogger logger, KafkaStreamMetrics? metrics = null)
    {
        _metrics = metrics;
        _logger = logger;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(KafkaClientConfigs.Producer(options))
            .SetErrorHandler((_, error) => LogClientError(error.Code, error.Reason))
            .SetLogHandler((_, message) => LogClientMessage(message.Facility, message.Message))
            .Build();
    }

    /// <summary>Produces one message.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition, or null to let the key decide as Java clients do.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="value">The value, or null for a tombstone.</param>
    /// <param name="headers">Headers, or null.</param>
    /// <param name="cancellationToken">Ends the wait; the message may still arrive.</param>
    /// <returns>The offset that the message got.</returns>
    /// <exception cref="KafkaStreamException">Kafka did not take the message; it may still arrive if the time ran out.</exception>
    public Task<long> ProduceAsync(
        string topic,
        int? partition,
        byte[]? key,
        byte[]? value,
        IReadOnlyDictionary<string, byte[]>? headers = null,
        CancellationToken cancellationToken = default)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value };
        foreach (var (name, content) in headers ?? EmptyHeaders)
        {
            (message.Headers ??= []).Add(name, content);
        }

        return ProduceAsync(topic, partition, message, cancellationToken);
    }

    /// <summary>Produces an event of a stream.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="item">The event.</param>
    /// <param name="context">Headers behind those of the destination and the event.</param>
    internal Task<long> ProduceAsync(KafkaDestination destination, KafkaMessage item, IReadOnlyList<KeyValuePair<string, byte[]?>> context)
    {
        var message = new Message<byte[]?, byte[]?> { Key = destination.Key, Value = item.Value };
        Add(message, destination.Headers);
        Add(message, item.Headers);
        Add(message, context);
        return ProduceAsync(destination.Topic, destination.Partition, message, CancellationToken.None);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _producer.Flush(TimeSpan.FromSeconds(5));
        _producer.Dispose();
    }

    private static void Add(Message<byte[]?, byte[]?> message, IReadOnlyList<KeyValuePair<string, byte[]?>>? headers)
    {
        for (var i = 0; i < headers?.Count; i++)
        {
            (message.Headers ??= []).Add(headers[i].Key, headers[i].Value);
        }
    }

    private async Task<long> ProduceAsync(string topic, int? partition, Message<byte[]?, byte[]?> message, CancellationToken cancellationToken)
    {
        try
        {
            var target = new TopicPartition(topic, partition is { } number ? new Partition(number) : Partition.Any);
            var result = await _producer.ProduceAsync(target, message, cancellationToken);
            _metrics?.Produced(topic, (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0));
            return result.Offset.Value;
        }
        catch (KafkaException exception)
        {
            var place = partition is null ? topic : $"{topic} [{partition}]";
            throw new KafkaStreamException(
                $"A message of {message.Value?.Length ?? 0} bytes was not taken by topic {place}: {exception.Error.Reason}", exception);
        }
    }

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "Kafka producer: {Code}: {Reason}")]
    private partial void LogClientError(KafkaErrorCode code, string reason);

    [LoggerMessage(EventId = 122, Level = LogLevel.Debug, Message = "Kafka producer: {Facility}: {Text}")]
    private partial void LogClientMessage(string facility, string text);
}
