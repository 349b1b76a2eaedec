using System.Text.RegularExpressions;

namespace FederatedOrleans.Grains.Interfaces.Archiving;

/// <summary>What may stand for the place of an archive: a folder, or a bucket with a prefix.</summary>
public static partial class ArchiveLocation
{
    /// <summary>What an endpoint looks like.</summary>
    public const string EndpointRule = "http(s)://host:port without a user, a path or a query";

    private const string S3Scheme = "s3://";

    /// <summary>Whether a location is a bucket.</summary>
    /// <param name="location">The location.</param>
    public static bool IsS3(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        return location.StartsWith(S3Scheme, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Bucket and prefix of a location that is a bucket.</summary>
    /// <param name="location">The location, without fault.</param>
    /// <returns>The bucket, and the prefix: empty, or ending with a slash.</returns>
    public static (string Bucket, string Prefix) ParseS3(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var parts = location[S3Scheme.Length..].Split('/', 2);
        var prefix = parts.Length == 2 ? parts[1].Trim('/') : "";
        return (parts[0], prefix.Length == 0 ? "" : prefix + "/");
    }

    /// <summary>What is wrong with a location, in words that go on after its value; null for nothing.</summary>
    /// <param name="location">The location.</param>
    public static string? FaultOf(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (IsS3(location))
        {
            return S3Pattern().IsMatch(location) && !location[S3Scheme.Length..].Split('/').Any(segment => segment is "." or "..")
                ? null
                : "it must be s3://bucket/prefix: a bucket of 3 to 63 lower-case letters, digits, '.' or '-', "
                    + "a prefix of letters, digits, '.', '_' or '-' between slashes";
        }

        return location.Contains("://", StringComparison.Ordinal) ? "it must be a folder or s3://bucket/prefix"
            : location.AsSpan().ContainsAny(Path.GetInvalidPathChars()) ? "it must be the path of a folder"
            : File.Exists(location) ? "it must be a folder, and a file is there"
            : null;
    }

    /// <summary>A location as it may be shown: one that has the form of an address with a user is not.</summary>
    /// <param name="location">The location.</param>
    public static string Show(string? location) => location?.Contains('@', StringComparison.Ordinal) == true ? "(not shown)" : location ?? "";

    /// <summary>Whether a text is the address of a store that speaks S3.</summary>
    /// <param name="endpoint">The text.</param>
    public static bool IsEndpoint(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { UserInfo: "", PathAndQuery: "/", Fragment: "" };

    [GeneratedRegex(@"\A[sS]3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?\z")]
    private static partial Regex S3Pattern();
}
