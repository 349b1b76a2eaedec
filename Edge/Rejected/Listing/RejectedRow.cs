using System.Globalization;

namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>A rejected record as a row of text.</summary>
internal static class RejectedRow
{
    private const int MaxNameLength = 100;
    private const int MaxKeyLength = 60;
    private const int MaxValueLength = 80;

    /// <summary>The columns.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["time", "place", "reason", "attempts", "stream", "key", "size", "value"];

    /// <summary>The cells of a record; what is absent is empty.</summary>
    public static IReadOnlyList<string> Of(RejectedRecord record) =>
    [
        KafkaTime.Text(record.Timestamp),
        $"{Name(record.Topic ?? "?")} [{Number(record.Partition, "?")}] @ {Number(record.Offset, "?")}",
        Name(record.Reason),
        Number(record.Attempts),
        Name(record.Stream),
        PrintableText.Of(record.Key, MaxKeyLength),
        Number(record.Size),
        PrintableText.Of(record.Value, MaxValueLength),
    ];

    private static string Name(string? text) => PrintableText.Of(text ?? "", MaxNameLength);

    private static string Number(long? number, string absent = "") => number?.ToString(CultureInfo.InvariantCulture) ?? absent;
}
