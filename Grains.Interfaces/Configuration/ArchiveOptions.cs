namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>Where the history of all federations is kept beyond the retention of the topics. Bound from <c>Archive</c>.</summary>
public sealed class ArchiveOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Archive";

    /// <summary>A folder, or <c>s3://bucket/prefix</c>. Default none: nothing is archived.</summary>
    public string? Location { get; set; }

    /// <summary>The address of a store that speaks S3, <c>http(s)://host:port</c>. Default none: AWS.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The region of the bucket. Default <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The access key's id. Default none: as the AWS SDK finds it (environment, profile, role).</summary>
    public string? AccessKey { get; set; }

    /// <summary>The secret that belongs to <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>How often what is new is archived: 100 ms to 1 day. Default 1 minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From how many bytes of records on an object ends, before compression: 64 KiB to 256 MiB. Default 8 MiB.</summary>
    public int MaxObjectBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long the store may take for one object: 1 s to 1 hour. Default 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether anything is archived.</summary>
    public bool IsEnabled => !string.IsNullOrWhiteSpace(Location);
}
