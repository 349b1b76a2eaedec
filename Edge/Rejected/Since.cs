using System.Globalization;
using System.Text.RegularExpressions;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>A time from which on records are wanted: a fixed one, or one that lies some time back.</summary>
/// <param name="Time">The fixed time, or null.</param>
/// <param name="Ago">How far back; counts where there is no fixed time.</param>
internal readonly partial record struct Since(DateTimeOffset? Time, TimeSpan Ago)
{
    /// <summary>What <see cref="TryParse"/> accepts, in words.</summary>
    public const string Allowed =
        "a duration up to 3650 days such as 90s, 15m, 2h, 7d or 1.12:30:00, or an ISO 8601 time such as 2026-11-24T05:05Z "
        + "(UTC without an offset)";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    // ISO 8601 alone: in 03/09/2020 nobody can tell the month from the day.
    private static readonly string[] Formats =
        ["yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];

    /// <summary>Reads a duration or a time.</summary>
    public static bool TryParse(string text, out Since since)
    {
        if (TryParseDuration(text, out var ago))
        {
            since = new(null, ago);
            return ago <= Longest;
        }

        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var isTime = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Style, out var time);
        since = new(time, TimeSpan.Zero);
        return isTime;
    }

    /// <summary>The time in Unix milliseconds.</summary>
    /// <param name="time">Tells the time that a duration is counted back from.</param>
    public long ToUnixMilliseconds(TimeProvider time) => (Time ?? time.GetUtcNow() - Ago).ToUnixTimeMilliseconds();

    private static bool TryParseDuration(string text, out TimeSpan duration)
    {
        // Without a colon "c" reads days, which nobody would guess.
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        }

        var match = DurationPattern().Match(text);
        duration = match.Success
            ? int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) * UnitOf(match)
            : TimeSpan.Zero;
        return match.Success;
    }

    private static TimeSpan UnitOf(Match match) => match.Groups["unit"].ValueSpan switch
    {
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    // Six digits of any unit fit a TimeSpan.
    [GeneratedRegex(@"\A(?<number>[0-9]{1,6})(?<unit>[smhd])\z")]
    private static partial Regex DurationPattern();
}
