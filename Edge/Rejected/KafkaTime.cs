using System.Globalization;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>Kafka timestamps as text.</summary>
internal static class KafkaTime
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>ISO 8601 in UTC with milliseconds; the bare number where a producer has set a time that no calendar knows.</summary>
    /// <param name="timestamp">Unix milliseconds.</param>
    public static string Text(long timestamp) => timestamp < Earliest || timestamp > Latest
        ? timestamp.ToString(CultureInfo.InvariantCulture)
        : DateTimeOffset.FromUnixTimeMilliseconds(timestamp).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
