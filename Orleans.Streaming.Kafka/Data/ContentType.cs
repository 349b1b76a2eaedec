using System.Text;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>The header that says which format a value has.</summary>
internal static class ContentType
{
    public const string Header = "content-type";
    public const string Json = "application/json";
    public const string Orleans = "application/x-orleans";
    public const string Text = "text/plain; charset=utf-8";

    private const int MaxShown = 100;

    public static readonly KeyValuePair<string, byte[]?>[] JsonHeaders = [new(Header, Encoding.ASCII.GetBytes(Json))];
    public static readonly KeyValuePair<string, byte[]?>[] TextHeaders = [new(Header, Encoding.ASCII.GetBytes(Text))];
    public static readonly KeyValuePair<string, byte[]?>[] OrleansHeaders = [new(Header, Encoding.ASCII.GetBytes(Orleans))];

    /// <summary>The format that a record says it has.</summary>
    /// <param name="headers">The record's headers.</param>
    /// <param name="unknown">The content type if it is a format that is not known here.</param>
    /// <returns>The format, or null when the record does not say.</returns>
    public static KafkaDataFormat? FormatOf(KafkaHeaders headers, out string? unknown)
    {
        unknown = null;
        if (headers.IsEmpty || !headers.TryGetLast("content-type"u8, out var value))
        {
            return null;
        }

        var end = value.IndexOf((byte)';');
        var type = value[Ascii.Trim(end < 0 ? value : value[..end])];
        if (Ascii.EqualsIgnoreCase(type, "application/x-orleans"u8))
        {
            return KafkaDataFormat.Orleans;
        }

        if (Ascii.EqualsIgnoreCase(type, "application/json"u8) || Ascii.EqualsIgnoreCase(type, "text/json"u8) || HasJsonSuffix(type))
        {
            return KafkaDataFormat.Json;
        }

        if (!SaysNothing(type))
        {
            unknown = Encoding.UTF8.GetString(type[..Math.Min(type.Length, MaxShown)]);
        }

        return null;
    }

    /// <summary>Whether a record says that it is text.</summary>
    public static bool IsText(KafkaHeaders headers) =>
        !headers.IsEmpty && headers.TryGetLast("content-type"u8, out var value) && value.Length >= 10 && Ascii.EqualsIgnoreCase(value[..10], "text/plain"u8);

    /// <summary>Such as <c>application/cloudevents+json</c> (RFC 6839).</summary>
    private static bool HasJsonSuffix(ReadOnlySpan<byte> type) => type.Length > 5 && Ascii.EqualsIgnoreCase(type[^5..], "+json"u8);

    private static bool SaysNothing(ReadOnlySpan<byte> type) =>
        type.IsEmpty || Ascii.EqualsIgnoreCase(type, "application/octet-stream"u8) || Ascii.EqualsIgnoreCase(type, "text/plain"u8);
}
