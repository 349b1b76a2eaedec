using System.Text;
using Confluent.Kafka;

namespace FederatedOrleans.Chaos.Readings;

/// <summary>Sends a log, all partitions at the same pace, through whatever happens to the brokers.</summary>
/// <param name="log">The log.</param>
/// <param name="bootstrapServers">The brokers.</param>
/// <param name="clock">Gives the pace.</param>
internal sealed class LogSender(ReadingLog log, string bootstrapServers, TimeProvider clock)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    private readonly int _longest = log.Partitions.Max(partition => partition.Count);
    private long _sent;

    /// <summary>Readings that the brokers have.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Sends everything over a time and waits until the brokers have it.</summary>
    /// <param name="duration">Over how long; zero for as fast as possible.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public Task SendAsync(TimeSpan duration, CancellationToken cancellationToken) => Task.WhenAll(log.Partitions.Select((readings, partition) =>
        Task.Factory.StartNew(
            () => Send(partition, readings, duration, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private void Send(int partition, IReadOnlyList<LogReading> readings, TimeSpan duration, CancellationToken cancellationToken)
    {
        var key = Encoding.UTF8.GetBytes($"sensor-{partition}");
        var started = clock.GetTimestamp();
        using PartitionWriter writer = new(bootstrapServers, new("sensor-data", partition));
        for (var next = 0; next < readings.Count;)
        {
            var share = duration > TimeSpan.Zero ? Math.Min(1, clock.GetElapsedTime(started) / duration) : 1;
            var end = Math.Min((int)Math.Ceiling(_longest * share), readings.Count);
            writer.Write(
                readings.Take(next..end).Select(reading => new Message<byte[]?, byte[]?>
                {
                    Key = key,
                    Value = reading.Value,
                    Timestamp = new(reading.Timestamp, TimestampType.CreateTime),
                }),
                count => Interlocked.Add(ref _sent, count),
                cancellationToken);
            next = end;
            if (next < readings.Count)
            {
                cancellationToken.WaitHandle.WaitOne(Slice);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
