using FederatedOrleans.Grains.Interfaces.Archiving;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>Checks the archive's options at start; a message names the option, its value unless that is a secret, and what is allowed.</summary>
public sealed class ArchiveOptionsValidator : IValidateOptions<ArchiveOptions>
{
    private const int MinObjectBytes = 64 * 1024;
    private const int MaxObjectBytes = 256 * 1024 * 1024;

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        if (options.IsEnabled && ArchiveLocation.FaultOf(options.Location!) is { } fault)
        {
            errors.Add($"Archive:Location is '{ArchiveLocation.Show(options.Location)}'; {fault}.");
        }

        var isS3 = options.IsEnabled && ArchiveLocation.IsS3(options.Location!);
        if (options.Endpoint is { Length: > 0 } endpoint)
        {
            if (!ArchiveLocation.IsEndpoint(endpoint))
            {
                errors.Add($"Archive:Endpoint is no address; it must be {ArchiveLocation.EndpointRule}.");
            }
            else if (!isS3)
            {
                errors.Add($"Archive:Endpoint is '{endpoint}', but Archive:Location is '{ArchiveLocation.Show(options.Location)}'; an endpoint belongs to s3://bucket/prefix.");
            }
        }

        if (string.IsNullOrWhiteSpace(options.Region))
        {
            errors.Add($"Archive:Region is '{options.Region}'; it must be the name of a region, such as us-east-1.");
        }

        if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
        {
            errors.Add("Of Archive:AccessKey and Archive:SecretKey only one is set; both must be, or neither.");
        }

        if (options.MaxObjectBytes is < MinObjectBytes or > MaxObjectBytes)
        {
            errors.Add($"Archive:MaxObjectBytes is {options.MaxObjectBytes}; it must be between {MinObjectBytes} and {MaxObjectBytes}.");
        }

        Duration(nameof(options.Interval), options.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        Duration(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Duration(string option, TimeSpan value, TimeSpan low, TimeSpan high)
        {
            if (value < low || value > high)
            {
                errors.Add($"Archive:{option} is {value}; it must be between {low} and {high}.");
            }
        }
    }
}
