using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Interop;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>
/// Gives partitions their places in the log: finds where to begin, and begins there. What it asks of the cluster it asks beside the consumer's
/// thread; everything else happens on it.
/// </summary>
/// <param name="consumer">Reads the partitions.</param>
/// <param name="locator">Finds where to begin.</param>
/// <param name="metrics">Counts what retention removed.</param>
/// <param name="clock">The clock of retries.</param>
/// <param name="logger">Takes the log lines.</param>
/// <param name="enqueue">Runs something on the consumer's thread.</param>
/// <param name="isRead">Whether a partition is still read by its reader.</param>
/// <param name="stop">Ends the search for places.</param>
internal sealed partial class PartitionAssigner(
    NativeConsumer consumer,
    StartLocator locator,
    KafkaStreamMetrics metrics,
    TimeProvider clock,
    ILogger logger,
    Action<Action> enqueue,
    Func<PartitionReader, bool> isRead,
    CancellationToken stop)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Finds a place for a partition that is new, was lost or has to be read again.</summary>
    public void Locate(PartitionReader reader)
    {
        if (reader.Queue is not null && reader.Feed.WantsRewind)
        {
            Unassign(reader);
        }

        if (reader.Queue is null && !reader.IsLocating && clock.GetTimestamp() >= reader.RetryAt)
        {
            reader.IsLocating = true;
            _ = Task.Run(() => LocateAsync(reader));
        }
    }

    private async Task LocateAsync(PartitionReader reader)
    {
        StartPosition? start = null;
        try
        {
            start = await locator.LocateAsync(reader.Partition, stop);
            if (start is null)
            {
                LogAssignFailed(reader.Partition.Topic, reader.Partition.Partition.Value, "its leader does not answer");
            }
        }
        catch (KafkaException exception)
        {
            LogAssignFailed(reader.Partition.Topic, reader.Partition.Partition.Value, exception.Error.Reason);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // Whatever it was: a partition that nobody looks for again is not read again.
            LogLocateFailed(reader.Partition.Topic, reader.Partition.Partition.Value, exception);
        }

        enqueue(() => EndLocating(reader, start));
    }

    private void EndLocating(PartitionReader reader, StartPosition? start)
    {
        reader.IsLocating = false;
        reader.RetryAt = clock.GetTimestamp() + (long)(RetryDelay.TotalSeconds * clock.TimestampFrequency);
        if (start is { } found && isRead(reader))
        {
            Assign(reader, found);
        }
    }

    private void Assign(PartitionReader reader, StartPosition start)
    {
        var (topic, partition) = (reader.Partition.Topic, reader.Partition.Partition.Value);
        var (low, high) = start.Bounds;
        var wanted = reader.TakePlace(start.Offset, out var isAnotherLog);
        var position = !isAnotherLog && wanted >= low && wanted <= high ? wanted : low;
        reader.LogStart = low;
        reader.EndOffset = high;
        reader.Begin(consumer.Assign(topic, partition, position), position);
        if (isAnotherLog || wanted > high)
        {
            LogAnotherLog(topic, partition, wanted, low, high);
            reader.Forget();
            reader.Feed.Tell(new Fault(
                new(topic, partition, wanted, low, isAnotherLog ? "the topic was made anew" : $"the log ends at offset {high}, so it is another one"), low));
        }
        else if (wanted < low)
        {
            LogExpired(topic, partition, wanted, low);
            metrics.Missing(topic, low - wanted);
            reader.Feed.Tell(new Fault(new(topic, partition, wanted, low, $"retention removed what was before offset {low}")));
        }
        else if (start.MovesOn && position == start.Offset)
        {
            // A successor that finds no commit would begin behind what comes until then.
            reader.Feed.MarkProcessed(position);
        }

        LogAssigned(topic, partition, position, low, high);
    }

    /// <summary>Stops reading a partition, so that a place for it is found anew.</summary>
    public void Unassign(PartitionReader reader)
    {
        if (reader.Queue is null)
        {
            return;
        }

        var (topic, partition) = (reader.Partition.Topic, reader.Partition.Partition.Value);
        if (reader.IsPaused)
        {
            // librdkafka remembers the pause of a partition even when it is assigned anew.
            consumer.Resume(topic, partition);
        }

        reader.End();
        consumer.Unassign(topic, partition);
        reader.RetryAt = 0;
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Reading {Topic} [{Partition}] from offset {Offset}; the log holds {Low} to {High}.")]
    private partial void LogAssigned(string topic, int partition, long offset, long low, long high);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "Cannot read {Topic} [{Partition}] yet: {Reason}. Trying again.")]
    private partial void LogAssignFailed(string topic, int partition, string reason);

    [LoggerMessage(EventId = 109, Level = LogLevel.Error, Message = "No place was found for {Topic} [{Partition}]. Trying again.")]
    private partial void LogLocateFailed(string topic, int partition, Exception exception);

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "Retention removed {Topic} [{Partition}] from offset {Wanted} up to {Low}; reading goes on there.")]
    private partial void LogExpired(string topic, int partition, long wanted, long low);

    [LoggerMessage(EventId = 104, Level = LogLevel.Error,
        Message = "{Topic} [{Partition}] is another log than that of offset {Wanted}: it holds {Low} to {High}, and reading begins anew.")]
    private partial void LogAnotherLog(string topic, int partition, long wanted, long low, long high);
}
