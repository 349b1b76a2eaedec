using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Diagnostics;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>Commits what the agents have processed, on an interval and when a partition is handed over.</summary>
internal sealed partial class OffsetCommitter(GroupOffsets group, KafkaStreamMetrics metrics, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Commits the progress of partitions, if there is any.</summary>
    public async Task CommitAsync(IEnumerable<PartitionReader> readers, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var advanced = readers.Select(reader => (Reader: reader, reader.Feed.Processed))
                .Where(progress => progress.Processed >= 0 && progress.Processed != progress.Reader.Committed)
                .ToList();
            if (advanced.Count > 0)
            {
                await CommitAsync(advanced, cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task CommitAsync(List<(PartitionReader Reader, long Processed)> advanced, CancellationToken cancellationToken)
    {
        var offsets = advanced.ConvertAll(progress => new TopicPartitionOffset(progress.Reader.Partition, progress.Processed));
        var begin = Stopwatch.GetTimestamp();
        try
        {
            await group.CommitAsync(offsets, cancellationToken);
            foreach (var (reader, processed) in advanced)
            {
                reader.Committed = processed;
            }

            metrics.Committed(Stopwatch.GetElapsedTime(begin));
        }
        catch (KafkaException exception)
        {
            LogCommitFailed(offsets[0].Topic, offsets[0].Partition.Value, offsets[0].Offset.Value, offsets.Count - 1, exception.Error.Reason);
        }
    }

    [LoggerMessage(EventId = 106, Level = LogLevel.Warning,
        Message = "Committing offset {Offset} of {Topic} [{Partition}] and {More} more failed; it is tried again: {Reason}")]
    private partial void LogCommitFailed(string topic, int partition, long offset, int more, string reason);
}
