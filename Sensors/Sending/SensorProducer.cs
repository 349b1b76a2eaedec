using System.Diagnostics;
using Confluent.Kafka;

namespace FederatedOrleans.Sensors.Sending;

/// <summary>
/// Sends readings to one topic: batched, idempotent, acknowledged by all in-sync replicas, in order within a partition. Readings wait out
/// an outage of the broker; only a refusal for good (a topic that does not exist, no right to write) fails one. At most
/// <see cref="SensorProducerOptions.MaxInFlight"/> are without an answer at one time; one caller sends at a time.
/// </summary>
public sealed class SensorProducer : IDisposable
{
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MetadataBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QueueFullBackoff = TimeSpan.FromMilliseconds(5);

    private readonly SensorProducerOptions _options;
    private readonly TimeProvider _time;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly TopicPartition _byKey;
    private readonly SemaphoreSlim _slots;
    private readonly Action<DeliveryReport<byte[], byte[]>> _onDelivery;
    private readonly ReadingTraces _traces;
    private long _accepted;
    private long _acknowledged;
    private long _failed;
    private int _metadataRequests;
    private volatile string? _lastError;

    /// <summary>Creates the producer. It connects in the background: no broker need be there yet.</summary>
    /// <param name="options">Where and how to send.</param>
    /// <param name="time">Paces what has to be tried again.</param>
    /// <exception cref="ArgumentException">An option, or a librdkafka setting, is not allowed.</exception>
    public SensorProducer(SensorProducerOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Validate() is [_, ..] faults)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        _options = options;
        _time = time;
        _slots = new SemaphoreSlim(options.MaxInFlight);
        _byKey = new TopicPartition(options.Topic, Partition.Any);
        _onDelivery = OnDelivery;
        _traces = new(options.TraceShare, options.Topic);
        try
        {
            _producer = new ProducerBuilder<byte[], byte[]>(options.ToConfig())
                .SetErrorHandler((_, error) => OnError(error))
                // What matters of the log arrives as an error too; standard error belongs to the program.
                .SetLogHandler(static (_, _) => { })
                .Build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new ArgumentException($"A Kafka setting is not allowed: {exception.Message}", nameof(options), exception);
        }
    }

    /// <summary>What became of the readings so far.</summary>
    public SendCounts Counts
    {
        get
        {
            // Answers first: read in the other order, a reading answered in between would count as less than nothing.
            var acknowledged = Interlocked.Read(ref _acknowledged);
            var failed = Interlocked.Read(ref _failed);
            return new SendCounts(acknowledged, failed, Interlocked.Read(ref _accepted) - acknowledged - failed);
        }
    }

    /// <summary>Whether something is asked of the broker that it has not answered yet.</summary>
    public bool AwaitsBroker => Counts.Pending > 0 || Volatile.Read(ref _metadataRequests) > 0;

    /// <summary>The latest reason for a failure or a broken connection; null when there was none.</summary>
    public string? LastError => _lastError;

    /// <summary>Gives one reading to the producer, waiting while too many are without an answer.</summary>
    /// <param name="key">The sensor id in UTF-8; chooses the partition unless one is given.</param>
    /// <param name="value">The reading. Not to be changed afterwards.</param>
    /// <param name="partition">The partition, or null for the one of the key.</param>
    /// <param name="cancellationToken">Ends the wait; the reading is then not sent.</param>
    /// <exception cref="SensorDataException">The reading cannot be sent at all, or the producer is broken for good.</exception>
    public async ValueTask SendAsync(byte[] key, byte[] value, int? partition, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            var target = partition is { } number ? new TopicPartition(_options.Topic, number) : _byKey;
            var message = new Message<byte[], byte[]> { Key = key, Value = value };
            var onDelivery = _traces.TryBegin(message, out var span) && span is not null ? EndsSpan(span) : _onDelivery;
            // The slots bound the number of readings; librdkafka's queue, bounded in bytes, is full before them when readings are large.
            // It frees a reading's space only after its report was handled, so no report can signal the space.
            while (!TryProduce(target, message, onDelivery))
            {
                await Task.Delay(QueueFullBackoff, _time, cancellationToken);
            }
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    /// <summary>Waits until every reading is answered, at most <see cref="SensorProducerOptions.FlushTimeout"/>.</summary>
    /// <returns>A task that ends then; what <see cref="Counts"/> still calls pending got no answer in time.</returns>
    // librdkafka blocks the thread that flushes.
    public Task FlushAsync() => Task.Run(() => _producer.Flush(_options.FlushTimeout));

    /// <summary>Asks for the topic's number of partitions, again and again until a broker tells.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of partitions, 1 or more.</returns>
    public async Task<int> GetPartitionCountAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _metadataRequests);
        try
        {
            using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
            while (true)
            {
                var count = await Task.Run(() => TryReadPartitionCount(admin), cancellationToken);
                if (count > 0)
                {
                    return count;
                }

                await Task.Delay(MetadataBackoff, _time, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _metadataRequests);
        }
    }

    /// <summary>Closes the connection. Readings without an answer are dropped: flush first.</summary>
    public void Dispose()
    {
        _producer.Dispose();
        _slots.Dispose();
    }

    private int TryReadPartitionCount(IAdminClient admin)
    {
        try
        {
            var topic = admin.GetMetadata(_options.Topic, MetadataTimeout).Topics.Find(topic => topic.Topic == _options.Topic);
            if (topic is { Error.IsError: true })
            {
                _lastError = $"topic {_options.Topic}: {topic.Error.Reason}";
            }

            return topic?.Partitions.Count ?? 0;
        }
        catch (KafkaException exception) when (!exception.Error.IsFatal)
        {
            _lastError = exception.Error.Reason;
            return 0;
        }
    }

    private bool TryProduce(TopicPartition target, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>> onDelivery)
    {
        Interlocked.Increment(ref _accepted);
        try
        {
            _producer.Produce(target, message, onDelivery);
            return true;
        }
        catch (KafkaException exception)
        {
            Interlocked.Decrement(ref _accepted);
            if (exception.Error.Code is ErrorCode.Local_QueueFull)
            {
                return false;
            }

            throw new SensorDataException($"A reading cannot be sent to topic {_options.Topic}: {exception.Error.Reason}", exception);
        }
    }

    private void OnError(Error error)
    {
        // "All brokers are down" says less than the reason why one of them is.
        if (error.Code is not ErrorCode.Local_AllBrokersDown || _lastError is null)
        {
            _lastError = error.Reason;
        }
    }

    /// <summary>The span of a traced reading lasts until Kafka has the reading.</summary>
    private Action<DeliveryReport<byte[], byte[]>> EndsSpan(Activity span) => report =>
    {
        span.SetStatus(report.Error.IsError ? ActivityStatusCode.Error : ActivityStatusCode.Unset).Dispose();
        OnDelivery(report);
    };

    private void OnDelivery(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            _lastError = report.Error.Reason;
            Interlocked.Increment(ref _failed);
        }
        else
        {
            Interlocked.Increment(ref _acknowledged);
        }

        _slots.Release();
    }
}
