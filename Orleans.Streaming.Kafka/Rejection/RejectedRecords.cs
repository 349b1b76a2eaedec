using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Consuming;
using Orleans.Streaming.Kafka.Diagnostics;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Records;
using KafkaErrorCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka.Rejection;

/// <summary>
/// Puts records aside: raw key, value and headers go to the rejected topic, with the place and the reason as headers. It is tried until Kafka has
/// them, so nothing is lost when Kafka is away; a record may come there twice after a crash, and its place tells.
/// </summary>
internal sealed partial class RejectedRecords(
    KafkaStreamOptions options, KafkaProducer producer, KafkaStreamMetrics metrics, TimeProvider clock, ILogger logger)
{
    /// <summary>What a value is cut to first when it is too large together with the added headers.</summary>
    private const int MaxValueBytes = 900_000;

    /// <summary>What is left of a key that is too large although the value and the record's own headers are gone.</summary>
    private const int MaxKeyBytes = 1_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Puts a record aside that belongs to no stream, and tells when Kafka has it.</summary>
    public void PutAside(UnassignedRecord record, Action whenDone) => _ = PutAsideAsync(record, whenDone);

    /// <summary>Puts one record aside and completes when Kafka has it.</summary>
    public async Task PutAsideAsync(KafkaRecordBatch record, StreamId? stream, string reason, int attempts)
    {
        var topic = record.Topic + options.RejectedTopicSuffix;
        var added = Headers(record, stream, reason, attempts);
        var headers = WithThoseOf(record, added);
        var (key, value) = (Key(record), Value(record));
        for (var delay = FirstDelay; ; delay = TimeSpan.FromTicks(Math.Min(2 * delay.Ticks, options.MaxRetryDelay.Ticks)))
        {
            try
            {
                await producer.ProduceAsync(topic, 0, key, value, headers);
                metrics.PutAside(record.Topic, reason.Split(':')[0]);
                return;
            }
            catch (KafkaStreamException exception) when (
                exception.InnerException is KafkaException { Error.Code: KafkaErrorCode.MsgSizeTooLarge or KafkaErrorCode.InvalidMsgSize }
                && TryCut(added, ref key, ref value, ref headers))
            {
                // The place, the reason and the size say which record it was.
            }
            catch (KafkaStreamException exception)
            {
                LogNotWritten(topic, record.Topic, record.Partition, record.From, exception);
                await Task.Delay(delay, clock);
            }
        }
    }

    private async Task PutAsideAsync(UnassignedRecord record, Action whenDone)
    {
        LogPutAside(record.Record.Topic, record.Record.Partition, record.Record.From, record.Reason);
        await PutAsideAsync(record.Record, record.Stream, record.Reason, attempts: 0);
        whenDone();
    }

    /// <summary>Leaves out what Kafka does not take: the end of the value, more and more of it, then the record's own headers, then the end of the key.</summary>
    private static bool TryCut(Dictionary<string, byte[]> added, ref byte[]? key, ref byte[]? value, ref Dictionary<string, byte[]> headers)
    {
        if (value is { Length: > 0 })
        {
            value = value[..(value.Length > MaxValueBytes ? MaxValueBytes : value.Length / 2)];
        }
        else if (headers.Count > added.Count)
        {
            headers = added;
        }
        else if (key is { Length: > MaxKeyBytes })
        {
            key = key[..MaxKeyBytes];
        }
        else
        {
            return false;
        }

        return true;
    }

    private static byte[]? Key(KafkaRecordBatch record) => record[0].IsKeyAbsent ? null : record[0].Key.ToArray();

    private static byte[]? Value(KafkaRecordBatch record) => record[0].IsTombstone ? null : record[0].Value.ToArray();

    private static Dictionary<string, byte[]> WithThoseOf(KafkaRecordBatch record, Dictionary<string, byte[]> added)
    {
        var headers = new Dictionary<string, byte[]>(added, StringComparer.Ordinal);
        foreach (var header in record[0].Headers)
        {
            headers.TryAdd(Encoding.UTF8.GetString(header.Name), header.Value.ToArray());
        }

        return headers;
    }

    private static Dictionary<string, byte[]> Headers(KafkaRecordBatch record, StreamId? stream, string reason, int attempts)
    {
        var headers = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["reason"] = Encoding.UTF8.GetBytes(reason),
            ["topic"] = Encoding.UTF8.GetBytes(record.Topic),
            ["partition"] = Text(record.Partition),
            ["offset"] = Text(record.From),
            ["size"] = Text(record[0].Value.Length),
            ["attempts"] = Text(attempts),
        };
        if (stream is { } id)
        {
            headers["stream"] = Encoding.UTF8.GetBytes(id.ToString());
        }

        return headers;
    }

    private static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    [LoggerMessage(EventId = 171, Level = LogLevel.Warning, Message = "The record at offset {Offset} of {Topic} [{Partition}] is put aside: {Reason}.")]
    private partial void LogPutAside(string topic, int partition, long offset, string reason);

    [LoggerMessage(EventId = 172, Level = LogLevel.Warning,
        Message = "The record at offset {Offset} of {Topic} [{Partition}] is not in {RejectedTopic} yet. Trying again.")]
    private partial void LogNotWritten(string rejectedTopic, string topic, int partition, long offset, Exception exception);
}
