using System.CommandLine;
using FederatedOrleans.Grains.Interfaces.Archiving;

namespace FederatedOrleans.Edge.Verify.Archive;

/// <summary>The options that say which archive to read.</summary>
internal sealed class ArchiveOption
{
    private readonly Option<string> _location = CheckedOption.Create(
        "--archive",
        "FOLDER|s3://BUCKET/PREFIX",
        "An archive, for what retention has removed from the topics. The keys of S3 are taken from the environment (AWS_ACCESS_KEY_ID and so on) or a profile.",
        "a folder, or s3://bucket/prefix",
        (string text, out string location) => !string.IsNullOrWhiteSpace(location = text) && ArchiveLocation.FaultOf(text) is null);

    private readonly Option<bool> _only = new("--archive-only") { Description = "With --archive: read nothing from Kafka." };

    private readonly Option<string> _cluster = new("--archive-cluster")
    {
        HelpName = "ID",
        Description = "With --archive: the id of the Kafka cluster whose history it is; that of the connected one when not given, or the only one there.",
    };

    private readonly Option<string> _endpoint = CheckedOption.Create(
        "--s3-endpoint",
        "URL",
        "With --archive s3://…: the address of a store that speaks S3; AWS when not given.",
        ArchiveLocation.EndpointRule,
        (string text, out string endpoint) => ArchiveLocation.IsEndpoint(endpoint = text));

    private readonly Option<string> _region = new("--s3-region")
    {
        HelpName = "REGION",
        Description = "With --archive s3://…: the bucket's region.",
        DefaultValueFactory = _ => "us-east-1",
    };

    /// <summary>Gives the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_location);
        command.Add(_only);
        command.Add(_cluster);
        command.Add(_endpoint);
        command.Add(_region);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="fault">What does not go together, or null.</param>
    /// <returns>The archive; null where none is asked for.</returns>
    public ArchiveRequest? Read(ParseResult result, out string? fault)
    {
        var location = result.GetValue(_location);
        var (only, cluster, endpoint) = (result.GetValue(_only), result.GetValue(_cluster), result.GetValue(_endpoint));
        fault = location is null && (only || cluster is not null || endpoint is not null)
                ? "--archive-only, --archive-cluster and --s3-endpoint need --archive."
            : endpoint is not null && !ArchiveLocation.IsS3(location!)
                ? $"--s3-endpoint is given and --archive is '{location}'; allowed: s3://bucket/prefix."
            : null;
        return location is null || fault is not null
            ? null
            : new(new() { Location = location, Endpoint = endpoint, Region = result.GetRequiredValue(_region) }, only, cluster);
    }
}
