using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>
/// The key of a segment, which says what is in it: <c>federation/cluster/kind/topic-partition/from-to-sha256.jsonl.gz</c>. Offsets have 19 digits, so
/// keys sort as offsets do.
/// </summary>
/// <param name="Log">The log.</param>
/// <param name="From">The first offset that the segment covers.</param>
/// <param name="To">The first offset behind it.</param>
/// <param name="Hash">SHA-256 of the object as it is stored, 64 hexadecimal digits.</param>
internal sealed partial record SegmentKey(ArchivedLog Log, long From, long To, string Hash)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Log.Prefix}{From:D19}-{To:D19}-{Hash}.jsonl.gz");

    /// <summary>The hash of an object.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Reads a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>What it says; null where it is no segment's.</returns>
    public static SegmentKey? TryParse(string key)
    {
        var match = Pattern().Match(key);
        if (!match.Success
            || !Enum.TryParse<ArchivedKind>(match.Groups["kind"].ValueSpan, ignoreCase: true, out var kind)
            || !int.TryParse(match.Groups["partition"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(match.Groups["from"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !long.TryParse(match.Groups["to"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || from > to)
        {
            return null;
        }

        ArchivedLog log = new(match.Groups["federation"].Value, match.Groups["cluster"].Value, kind, match.Groups["topic"].Value, partition);
        return new(log, from, to, match.Groups["hash"].Value);
    }

    /// <summary>How far segments cover a log without a hole.</summary>
    /// <param name="segments">The segments of one log.</param>
    /// <returns>The first offset behind them; 0 where there are none.</returns>
    public static long ReachOf(IEnumerable<SegmentKey> segments)
    {
        long? reach = null;
        foreach (var segment in segments.OrderBy(segment => segment.From))
        {
            if (segment.From > (reach ??= segment.From))
            {
                break;
            }

            reach = Math.Max(reach.Value, segment.To);
        }

        return reach ?? 0;
    }

    [GeneratedRegex(
        @"\A(?<federation>[^/]+)/(?<cluster>[^/]+)/(?<kind>rounds|updates)/(?<topic>[^/]+)-(?<partition>[0-9]{1,9})/"
        + @"(?<from>[0-9]{19})-(?<to>[0-9]{19})-(?<hash>[0-9a-f]{64})\.jsonl\.gz\z")]
    private static partial Regex Pattern();
}
