using System.Text;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Records;

/// <summary>A record by value, to compare what went into a batch with what came out.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Timestamp">Its timestamp.</param>
/// <param name="Key">The key; null when it is absent.</param>
/// <param name="Value">The value; null for a tombstone.</param>
/// <param name="Headers">The headers: <c>name=value</c>, or the name alone for one without a value, with semicolons in between.</param>
internal sealed record TestRecord(long Offset, long Timestamp, string? Key, string? Value, string Headers = "")
{
    /// <summary>A batch in memory of its own.</summary>
    public static KafkaRecordBatch Pack(long from, long logStart, long endOffset, params IEnumerable<TestRecord> records) =>
        Build(from, logStart, endOffset, rented: false, records);

    /// <summary>A batch in rented memory.</summary>
    public static KafkaRecordBatch Rent(params IEnumerable<TestRecord> records) => Build(records.First().Offset, 0, 0, rented: true, records);

    public void AddTo(RecordBatchBuilder builder) =>
        builder.Add(Offset, Timestamp, Bytes(Key), Key is null, Bytes(Value), Value is null, PackHeaders(Headers));

    public static List<TestRecord> Unpack(KafkaRecordBatch batch)
    {
        List<TestRecord> records = [];
        for (var i = 0; i < batch.Count; i++)
        {
            var record = batch[i];
            records.Add(new(
                record.Offset,
                record.Timestamp,
                Text(record.Key, record.IsKeyAbsent),
                Text(record.Value, record.IsTombstone),
                UnpackHeaders(record.Headers)));
        }

        return records;
    }

    /// <summary>Headers in packed form.</summary>
    public static byte[] PackHeaders(string headers)
    {
        List<byte> packed = [];
        foreach (var header in headers.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = header.Split('=', 2);
            var (name, value) = (Bytes(parts[0]), Bytes(parts.ElementAtOrDefault(1)));
            var target = new byte[KafkaHeaders.SizeOf(name.Length, value.Length)];
            Assert.Equal(target.Length, KafkaHeaders.Write(target, name, value, isNull: parts.Length == 1));
            packed.AddRange(target);
        }

        return [.. packed];
    }

    public static string UnpackHeaders(KafkaHeaders headers)
    {
        List<string> texts = [];
        foreach (var header in headers)
        {
            var name = Encoding.UTF8.GetString(header.Name);
            texts.Add(header.IsNull ? name : $"{name}={Encoding.UTF8.GetString(header.Value)}");
        }

        return string.Join(';', texts);
    }

    private static KafkaRecordBatch Build(long from, long logStart, long endOffset, bool rented, IEnumerable<TestRecord> records)
    {
        RecordBatchBuilder builder = new();
        foreach (var record in records)
        {
            record.AddTo(builder);
        }

        return builder.Build("topic", 3, from, builder.NextOffset, logStart, endOffset, rented);
    }

    private static string? Text(ReadOnlySpan<byte> bytes, bool isAbsent)
    {
        Assert.True(bytes.IsEmpty || !isAbsent);
        return isAbsent ? null : Encoding.UTF8.GetString(bytes);
    }

    private static byte[] Bytes(string? text) => Encoding.UTF8.GetBytes(text ?? "");
}
