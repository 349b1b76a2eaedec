using System.Text;
using Confluent.Kafka;

namespace FederatedOrleans.Chaos.Readings;

/// <summary>Sends a log, all partitions at the same pace, through whatever happens to the broker.</summary>
/// <param name="log">The log.</param>
/// <param name="bootstrapServers">The brokers.</param>
/// <param name="clock">Gives the pace.</param>
internal sealed class LogSender(ReadingLog log, string bootstrapServers, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    private readonly IProducer<byte[], byte[]?> _producer = new ProducerBuilder<byte[], byte[]?>(new ProducerConfig
    {
        BootstrapServers = bootstrapServers,
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 5,
        QueueBufferingMaxMessages = 1_000_000,
        // An outage of the broker must not cost a reading that the fleet has already measured.
        MessageTimeoutMs = 0,
        ReconnectBackoffMaxMs = 500,
    }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    private readonly int[] _next = new int[log.Partitions.Count];
    private long _sent;
    private long _failed;

    /// <summary>Readings that the brokers have.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Sends the share of the log that belongs before a time.</summary>
    /// <param name="fraction">The share, 0 to 1.</param>
    public void SendThrough(double fraction)
    {
        foreach (var (partition, readings) in log.Partitions.Index())
        {
            var key = Encoding.UTF8.GetBytes($"sensor-{partition}");
            for (var end = (int)Math.Ceiling(Longest * Math.Min(fraction, 1)); _next[partition] < Math.Min(end, readings.Count); _next[partition]++)
            {
                var reading = readings[_next[partition]];
                _producer.Produce(
                    new TopicPartition("sensor-data", partition),
                    new Message<byte[], byte[]?> { Key = key, Value = reading.Value, Timestamp = new(reading.Timestamp, TimestampType.CreateTime) },
                    report => Interlocked.Increment(ref report.Error.IsError ? ref _failed : ref _sent));
            }
        }
    }

    /// <summary>Sends everything over a time and waits until the brokers have it.</summary>
    /// <param name="duration">Over how long; zero for as fast as possible.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <exception cref="InvalidOperationException">The brokers refused a reading: the log is not what it should be.</exception>
    public async Task SendAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using PeriodicTimer timer = new(Slice, clock);
        while (duration > TimeSpan.Zero && clock.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            SendThrough(elapsed / duration);
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        SendThrough(1);
        while (_producer.Flush(Slice) > 0)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        if (Interlocked.Read(ref _failed) is > 0 and var failed)
        {
            throw new InvalidOperationException($"The broker refused {failed} readings of the log.");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _producer.Dispose();

    private int Longest => log.Partitions.Max(partition => partition.Count);
}
