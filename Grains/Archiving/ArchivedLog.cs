using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>The log of one partition, as far as it belongs to a federation: its objects have keys that begin alike.</summary>
/// <param name="Federation">The federation.</param>
/// <param name="Cluster">The id of the Kafka cluster, in the form that keys can have.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
internal sealed partial record ArchivedLog(string Federation, string Cluster, ArchivedKind Kind, string Topic, int Partition)
{
    /// <summary>What all its keys begin with.</summary>
    public string Prefix => string.Create(
        CultureInfo.InvariantCulture, $"{FolderOf(Federation)}{Cluster}/{Kind.ToString().ToLowerInvariant()}/{Topic}-{Partition}/");

    /// <summary>Topic and partition, for people.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Partition}");

    /// <summary>A log by its identity.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="identity">Cluster id and topic, as they are recorded.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="partition">The partition.</param>
    public static ArchivedLog Of(string federation, string identity, ArchivedKind kind, int partition)
    {
        var slash = identity.LastIndexOf('/');
        return new(federation, KeyOf(identity[..slash]), kind, identity[(slash + 1)..], partition);
    }

    /// <summary>What the keys of all logs of a federation begin with.</summary>
    public static string FolderOf(string federation) => federation + "/";

    /// <summary>A cluster's id as a segment of keys: itself, or a hash of one that has other characters than keys may have.</summary>
    public static string KeyOf(string cluster) => SafeId().IsMatch(cluster) ? cluster
        : "x-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cluster)))[..32];

    [GeneratedRegex(@"\A(?!\.+\z)[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex SafeId();
}
