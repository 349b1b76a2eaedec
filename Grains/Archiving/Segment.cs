using System.IO.Compression;
using System.Text.Json;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>
/// A piece of a log in the archive: gzip of lines of JSON, the first of which says what it is. The same records make the same bytes, so one that is
/// archived again after a crash
/// has the same key.
/// </summary>
/// <param name="Header">The first line.</param>
/// <param name="Records">The records in offset order.</param>
internal sealed record Segment(SegmentHeader Header, IReadOnlyList<KafkaLogRecord> Records)
{
    private const int Format = 1;

    /// <summary>More than the largest object holds, so that no object takes all memory.</summary>
    private const long MaxBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>The segment of a part of a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="identity">Its recorded identity: cluster id and topic.</param>
    /// <param name="from">The first offset that it covers.</param>
    /// <param name="to">The first offset behind it.</param>
    /// <param name="records">The federation's records in between.</param>
    public static Segment Of(ArchivedLog log, string identity, long from, long to, IReadOnlyList<KafkaLogRecord> records) => new(
        new()
        {
            Format = Format,
            Federation = log.Federation,
            Log = identity,
            Partition = log.Partition,
            Kind = log.Kind,
            From = from,
            To = to,
            Records = records.Count,
        },
        records);

    /// <summary>The object.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream content = new();
        using (GZipStream gzip = new(content, CompressionLevel.Optimal, leaveOpen: true))
        {
            JsonSerializer.Serialize(gzip, Header, SegmentJson.Readable.SegmentHeader);
            gzip.WriteByte((byte)'\n');
            foreach (var record in Records)
            {
                JsonSerializer.Serialize(gzip, SegmentLine.Of(record), SegmentJson.Readable.SegmentLine);
                gzip.WriteByte((byte)'\n');
            }
        }

        return content.ToArray();
    }

    /// <summary>Reads an object and checks that it is what its key says.</summary>
    /// <param name="key">The key.</param>
    /// <param name="content">The object.</param>
    /// <param name="fault">What is wrong with it, in words that go on after its name; null for nothing.</param>
    /// <returns>The segment; null where something is wrong with it.</returns>
    public static Segment? TryRead(SegmentKey key, byte[] content, out string? fault)
    {
        var hash = SegmentKey.HashOf(content);
        if (hash != key.Hash)
        {
            fault = $"is damaged: the hash of what is stored is {hash}";
            return null;
        }

        Segment? segment;
        try
        {
            segment = Parse(content);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            segment = null;
        }

        fault = segment is null ? "is no segment of an archive" : segment.IsThatOf(key) ? null : "holds something else than its name says";
        return fault is null ? segment : null;
    }

    private static Segment? Parse(byte[] content)
    {
        using GZipStream gzip = new(new MemoryStream(content, writable: false), CompressionMode.Decompress);
        using StreamReader reader = new(gzip);
        if (reader.ReadLine() is not { } first || JsonSerializer.Deserialize(first, SegmentJson.Readable.SegmentHeader) is not { Format: Format } header)
        {
            return null;
        }

        List<KafkaLogRecord> records = [];
        for (var (line, size) = (reader.ReadLine(), 0L); line is not null; line = reader.ReadLine())
        {
            size += line.Length;
            if (size > MaxBytes || JsonSerializer.Deserialize(line, SegmentJson.Readable.SegmentLine) is not { } record)
            {
                return null;
            }

            records.Add(record.ToRecord());
        }

        return new(header, records);
    }

    private bool IsThatOf(SegmentKey key) =>
        Header.Log.Contains('/', StringComparison.Ordinal)
        && Header.Federation == key.Log.Federation
        && Header.Kind == key.Log.Kind
        && ArchivedLog.Of(Header.Federation, Header.Log, Header.Kind, Header.Partition) == key.Log
        && (Header.From, Header.To, Header.Records) == (key.From, key.To, Records.Count)
        && Records.Zip(Records.Skip(1)).All(pair => pair.First.Offset < pair.Second.Offset)
        && (Records.Count == 0 || (Records[0].Offset >= key.From && Records[^1].Offset < key.To));
}
