using System.Diagnostics;
using Confluent.Kafka;

namespace FederatedOrleans.Chaos.Readings;

/// <summary>
/// Writes a partition, as its only writer, every record once and in order, through whatever happens to the broker. An idempotent producer does that where
/// brokers know repetitions by their sequence numbers; the embedded ones take a batch again whose answer was lost. So nothing is repeated here before
/// the partition's end has said that it is not there.
/// </summary>
public sealed class PartitionWriter : IDisposable
{
    /// <summary>So many records are surely one batch, which a broker takes in whole or not at all.</summary>
    private const int MostAtOnce = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ClientConfig _client;
    private readonly TopicPartition _partition;
    private IProducer<byte[]?, byte[]?>? _producer;
    private long? _end;

    /// <summary>Creates a writer.</summary>
    /// <param name="bootstrapServers">The brokers.</param>
    /// <param name="partition">The partition; nobody else writes to it.</param>
    public PartitionWriter(string bootstrapServers, TopicPartition partition)
    {
        _client = new() { BootstrapServers = bootstrapServers, ReconnectBackoffMaxMs = 500, SocketTimeoutMs = 10_000 };
        _partition = partition;
    }

    /// <summary>Writes records and waits until the broker has them.</summary>
    /// <param name="records">The records.</param>
    /// <param name="written">Told how many more the broker has, from time to time.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="InvalidOperationException">Somebody else writes to the partition, or a record is at another place than its own.</exception>
    public void Write(IEnumerable<Message<byte[]?, byte[]?>> records, Action<int> written, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(written);
        foreach (var batch in records.Chunk(MostAtOnce))
        {
            for (var done = 0; done < batch.Length;)
            {
                // Records for a partition that a new producer does not know yet wait elsewhere and are handed over one by one, so that a flush meanwhile
                // would send the first of them alone; and where that failed, the others would come without it. So the first goes alone.
                var size = _producer is null ? 1 : batch.Length - done;
                var count = TryWrite(batch.AsSpan(done, size), cancellationToken);
                written(count);
                done += count;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _producer?.Dispose();

    /// <returns>How many records the broker has taken.</returns>
    private int TryWrite(ReadOnlySpan<Message<byte[]?, byte[]?>> batch, CancellationToken cancellationToken)
    {
        var producer = _producer ??= CreateProducer();
        var before = _end ??= AskEnd(cancellationToken);
        var (taken, failures, misplaced) = (0, 0, 0);
        for (var i = 0; i < batch.Length; i++)
        {
            var place = before + i;
            producer.Produce(_partition, batch[i], report =>
            {
                if (!report.Error.IsError && report.Offset != place)
                {
                    Interlocked.Increment(ref misplaced);
                }

                Interlocked.Increment(ref report.Error.IsError ? ref failures : ref taken);
            });
        }

        var started = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref taken) + Volatile.Read(ref failures) < batch.Length && Stopwatch.GetElapsedTime(started) < Patience)
        {
            cancellationToken.ThrowIfCancellationRequested();
            producer.Flush(Pause);
        }

        if (Volatile.Read(ref taken) < batch.Length)
        {
            // Nothing may come of this batch any more but what is on its way already.
            producer.Dispose();
            _producer = null;
            _end = AskEnd(cancellationToken);
        }
        else
        {
            _end = before + batch.Length;
        }

        return _end >= before && _end <= before + batch.Length && Volatile.Read(ref misplaced) == 0
            ? (int)(_end - before)
            : throw new InvalidOperationException(
                $"{_partition} ends at {_end}, but had {before} and {batch.Length} more were written, {misplaced} of them not to their places: "
                + "there is another writer.");
    }

    private IProducer<byte[]?, byte[]?> CreateProducer() => new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(_client)
    {
        Acks = Acks.All,
        MaxInFlight = 1,
        MessageSendMaxRetries = 0,
        MessageTimeoutMs = 0,
        // A flush sends, and nothing before it, so that records which are written together are one batch.
        LingerMs = Patience.TotalMilliseconds,
        BatchNumMessages = MostAtOnce,
    }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    /// <summary>Where the partition ends, once it says the same twice: a batch that was on its way has arrived by then.</summary>
    private long AskEnd(CancellationToken cancellationToken)
    {
        for (long? before = null; ;)
        {
            var end = TryAskEnd();
            if (end is { } known && end == before)
            {
                return known;
            }

            before = end;
            cancellationToken.WaitHandle.WaitOne(Pause);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Asks with a client of its own, since one that is mistaken about the leader may stay so for minutes.</summary>
    private long? TryAskEnd()
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(_client) { GroupId = "none", EnableAutoCommit = false })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            return consumer.QueryWatermarkOffsets(_partition, AnswerTime).High;
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
