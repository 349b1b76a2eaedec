using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>
/// The regions between a federation's participants and its root: their names, and who belongs to which. An aggregator's id is the federation's name for the
/// root and <c>federation@region</c> for a region; it is the key of everything that is written for that aggregator.
/// </summary>
public static class FederationRegions
{
    private const char Separator = '@';

    /// <summary>The id of a region.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="region">The region's number, from 0.</param>
    public static string Create(string federation, int region) => string.Create(CultureInfo.InvariantCulture, $"{federation}{Separator}{region}");

    /// <summary>Whether an aggregator's id is that of a region. No federation's name holds the separator.</summary>
    /// <param name="aggregator">The id.</param>
    public static bool IsRegion(string aggregator)
    {
        ArgumentNullException.ThrowIfNull(aggregator);
        return aggregator.Contains(Separator, StringComparison.Ordinal);
    }

    /// <summary>The federation that an aggregator belongs to.</summary>
    /// <param name="aggregator">The id of a root or of a region.</param>
    public static string FederationOf(string aggregator)
    {
        ArgumentNullException.ThrowIfNull(aggregator);
        var separator = aggregator.IndexOf(Separator, StringComparison.Ordinal);
        return separator < 0 ? aggregator : aggregator[..separator];
    }

    /// <summary>
    /// The id of the aggregator that takes a participant's updates: the root where there are no regions; else, of n regions, for the fog node of partition p
    /// region p mod n, and for others region h mod n, where h is the first four bytes of the SHA-256 of the name in UTF-8, as a big-endian number. So a
    /// participant keeps its region, whoever else comes and goes.
    /// </summary>
    /// <param name="federation">The federation.</param>
    /// <param name="participant">The participant.</param>
    /// <param name="regions">How many regions there are; 0 for none.</param>
    public static string AggregatorOf(string federation, string participant, int regions)
    {
        ArgumentNullException.ThrowIfNull(federation);
        ArgumentNullException.ThrowIfNull(participant);
        if (regions == 0)
        {
            return federation;
        }

        var isNode = participant.Length > federation.Length && participant[federation.Length] == '/' && participant.StartsWith(federation, StringComparison.Ordinal);
        return isNode && int.TryParse(participant.AsSpan(federation.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? Create(federation, partition % regions)
            : Create(federation, (int)(HashOf(participant) % (uint)regions));
    }

    private static uint HashOf(string participant)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(participant), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
