using System.Text;
using System.Text.Unicode;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>A record as a line of a segment: its bytes as text where they are UTF-8, else in base64.</summary>
internal sealed record SegmentLine
{
    /// <summary>Its offset.</summary>
    public required long Offset { get; init; }

    /// <summary>Its Kafka timestamp, Unix ms.</summary>
    public required long Time { get; init; }

    /// <summary>The key, if it is text.</summary>
    public string? Key { get; init; }

    /// <summary>The key, if it is not.</summary>
    public byte[]? KeyBase64 { get; init; }

    /// <summary>The value, if it is text.</summary>
    public string? Value { get; init; }

    /// <summary>The value, if it is not.</summary>
    public byte[]? ValueBase64 { get; init; }

    /// <summary>A record's line.</summary>
    public static SegmentLine Of(KafkaLogRecord record) => new()
    {
        Offset = record.Offset,
        Time = record.Timestamp,
        Key = TextOf(record.Key),
        KeyBase64 = BytesOf(record.Key),
        Value = TextOf(record.Value),
        ValueBase64 = BytesOf(record.Value),
    };

    /// <summary>The line's record, to the last byte.</summary>
    public KafkaLogRecord ToRecord() => new(Offset, Time, BytesOf(Key, KeyBase64), BytesOf(Value, ValueBase64));

    private static byte[]? BytesOf(string? text, byte[]? bytes) => text is null ? bytes : Encoding.UTF8.GetBytes(text);

    private static string? TextOf(byte[]? bytes) => bytes is not null && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    private static byte[]? BytesOf(byte[]? bytes) => bytes is not null && !Utf8.IsValid(bytes) ? bytes : null;
}
