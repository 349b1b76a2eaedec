using System.Text;
using System.Text.Unicode;

namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>A rejected record as JSON. Bytes are in base64, beside it as text where they are UTF-8; what is absent is left out.</summary>
internal sealed record RejectedJson
{
    /// <summary>When it was put aside, ISO 8601.</summary>
    public required string Time { get; init; }

    /// <summary>The topic that it was put into.</summary>
    public required string RejectedTopic { get; init; }

    /// <summary>Its partition there.</summary>
    public required int RejectedPartition { get; init; }

    /// <summary>Its offset there.</summary>
    public required long RejectedOffset { get; init; }

    /// <summary>The topic of the original.</summary>
    public string? Topic { get; init; }

    /// <summary>The partition of the original.</summary>
    public int? Partition { get; init; }

    /// <summary>The offset of the original.</summary>
    public long? Offset { get; init; }

    /// <summary>Why it was put aside.</summary>
    public string? Reason { get; init; }

    /// <summary>How often delivery was tried.</summary>
    public long? Attempts { get; init; }

    /// <summary>The stream that it could not be delivered to.</summary>
    public string? Stream { get; init; }

    /// <summary>How many bytes the original value has; more than <see cref="Value"/> has where it was cut.</summary>
    public long? Size { get; init; }

    /// <summary>The key.</summary>
    public byte[]? Key { get; init; }

    /// <summary>The key as text.</summary>
    public string? KeyText { get; init; }

    /// <summary>The value.</summary>
    public byte[]? Value { get; init; }

    /// <summary>The value as text.</summary>
    public string? ValueText { get; init; }

    /// <summary>The headers of the original.</summary>
    public required IReadOnlyList<RejectedJsonHeader> Headers { get; init; }

    /// <summary>Makes the JSON form of a record.</summary>
    public static RejectedJson Of(RejectedRecord record) => new()
    {
        Time = KafkaTime.Text(record.Timestamp),
        RejectedTopic = record.Place.Topic,
        RejectedPartition = record.Place.Partition.Value,
        RejectedOffset = record.Place.Offset.Value,
        Topic = record.Topic,
        Partition = record.Partition,
        Offset = record.Offset,
        Reason = record.Reason,
        Attempts = record.Attempts,
        Stream = record.Stream,
        Size = record.Size,
        Key = record.Key,
        KeyText = Text(record.Key),
        Value = record.Value,
        ValueText = Text(record.Value),
        Headers = [.. record.OriginalHeaders.Select(header => HeaderOf(header.Key, header.GetValueBytes()))],
    };

    private static RejectedJsonHeader HeaderOf(string name, byte[]? value) => new(name, value, Text(value));

    private static string? Text(byte[]? bytes) => bytes is not null && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
