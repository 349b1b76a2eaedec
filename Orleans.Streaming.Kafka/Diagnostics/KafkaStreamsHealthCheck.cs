using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.Streaming.Kafka.Diagnostics;

/// <summary>
/// Knows a partition that is stuck: there are records, and none was processed for some time, because its leader does not answer or a consumer
/// fails or hangs.
/// </summary>
internal sealed class KafkaStreamsHealthCheck(KafkaStreamStatus status, TimeSpan stuckAfter, TimeProvider clock) : IHealthCheck
{
    private readonly ConcurrentDictionary<(string Topic, int Partition), (long Processed, long Since)> _progress = new();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Dictionary<string, object> stuck = [];
        foreach (var partition in status.GetPartitions())
        {
            var progress = _progress.AddOrUpdate(
                (partition.Topic, partition.Partition),
                _ => (partition.ProcessedOffset, clock.GetTimestamp()),
                (_, before) => before.Processed == partition.ProcessedOffset && IsWaiting(partition) ? before : (partition.ProcessedOffset, clock.GetTimestamp()));
            var time = clock.GetElapsedTime(progress.Since);
            if (time >= stuckAfter)
            {
                stuck[$"{partition.Topic} [{partition.Partition}]"] =
                    $"{(partition.IsReading ? $"{partition.Lag} records behind" : "not readable")}, nothing processed for {time}";
            }
        }

        var result = stuck.Count == 0
            ? HealthCheckResult.Healthy("Every partition moves.")
            : new HealthCheckResult(context.Registration.FailureStatus, $"{stuck.Count} partitions are stuck: {string.Join("; ", stuck.Keys)}.", data: stuck);
        return Task.FromResult(result);
    }

    private static bool IsWaiting(KafkaPartitionStatus partition) => partition.Lag > 0 || !partition.IsReading;
}
