using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Records;
using Orleans.Streaming.Kafka.Rejection;
using Orleans.Streaming.Kafka.Streams;

namespace Orleans.Streaming.Kafka.Delivery;

/// <summary>
/// What is done when a delivery fails. It is tried again for ever, with the records that are left. A record is put aside when its consumer says
/// that it is poison, or after the number of attempts that the options allow. A consumer that cannot be reached is nobody's fault and counts for
/// nothing.
/// </summary>
internal sealed partial class DeliveryPolicy(
    KafkaStreamOptions options, int maxRecordsPerDelivery, EventReader reader, RejectedRecords rejected, KafkaStreamMetrics metrics, ILogger logger)
{
    private const string PoisonReason = "poison";
    private const string AttemptsReason = "attempts";

    /// <summary>What consumers read events with.</summary>
    public EventReader Reader => reader;

    /// <summary>How many records a delivery may hold: one where a filter decides about each.</summary>
    public int MaxRecords => maxRecordsPerDelivery;

    /// <summary>Counts a delivery, unless there was nothing in it.</summary>
    public void CountDelivery(KafkaRecordBatch batch)
    {
        if (batch.Count > 0)
        {
            metrics.Delivered(batch.Topic, Stopwatch.GetElapsedTime(batch.Buffer.PackedAt));
        }
    }

    /// <summary>Looks at a failure and makes the container ready for the next attempt.</summary>
    /// <returns>True when the next attempt may be made at once.</returns>
    public async Task<bool> HandleAsync(KafkaBatchContainer container, DeliveryProgress progress, Exception exception)
    {
        var batch = container.Batch;
        metrics.DeliveryFailed(batch.Topic);
        if (batch.Count == 0 || !FailedOffset.IsOfConsumer(exception))
        {
            return false;
        }

        var poison = exception as PoisonRecordException;
        var reached = FailedOffset.Read(exception);
        if (reached is { } place && place > batch.From && place < batch.NextOffset)
        {
            // The consumer takes records one by one and has taken those before.
            container.Batch = batch = batch.Slice(place);
        }

        var failed = poison?.Offset ?? reached ?? (batch.Count == 1 ? batch.OffsetAt(0) : null);
        if (failed is not { } offset || !batch.Contains(offset))
        {
            container.Batch = progress.Split(batch);
            return poison is not null;
        }

        var attempts = progress.CountAttempt(offset);
        if (poison is null && !(attempts >= options.MaxDeliveryAttempts))
        {
            return false;
        }

        LogPutAside(batch.Topic, batch.Partition, offset, container.StreamId, attempts, exception);
        var reason = poison is null ? $"{AttemptsReason}:{exception.GetType().Name}" : $"{PoisonReason}:{poison.Message}";
        await rejected.PutAsideAsync(batch.Only(batch.CountBefore(offset)), container.StreamId, reason, attempts);
        progress.Report(new PoisonRecordException(
            $"The record at offset {offset} of {batch.Topic} [{batch.Partition}] was put aside after {attempts} attempts: {exception.Message}", offset));
        if (batch.CountBefore(offset) is > 0 and var before)
        {
            progress.Skip(offset);
            container.Batch = batch.Take(before);
        }
        else
        {
            // Its subscriber hears of it before it gets what follows.
            container.Batch = KafkaRecordBatch.Nothing(batch.Topic, batch.Partition, offset + 1, offset + 1, batch.LogStart, batch.EndOffset);
        }

        return true;
    }

    [LoggerMessage(EventId = 161, Level = LogLevel.Warning,
        Message = "The record at offset {Offset} of {Topic} [{Partition}] is put aside: stream {Stream} failed to handle it, attempt {Attempts}.")]
    private partial void LogPutAside(string topic, int partition, long offset, StreamId stream, int attempts, Exception exception);
}
