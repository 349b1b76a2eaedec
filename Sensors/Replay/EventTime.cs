using System.Globalization;

namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// Reads event times.
/// </summary>
internal static class EventTime
{
    public const string Expected = "a time: ISO 8601 such as 2020-03-09 10:14:33, or Unix milliseconds";

    // ISO 8601 alone: in 03/09/2020 nobody can tell the month from the day.
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-ddTHH:mmK",
        "yyyy-MM-dd",
    ];

    /// <summary>Reads ISO 8601 (UTC where no offset is given) or Unix milliseconds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out milliseconds))
        {
            return milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
                && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        }

        var valid = DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        milliseconds = time.ToUnixTimeMilliseconds();
        return valid;
    }
}
