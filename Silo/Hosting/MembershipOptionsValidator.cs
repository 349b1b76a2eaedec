using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>Checks the section <c>Membership</c> at start.</summary>
internal sealed class MembershipOptionsValidator : IValidateOptions<MembershipOptions>
{
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(1);
    private const int MostProbes = 20;

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MembershipOptions options)
    {
        List<string> errors = [];
        if (options.ProbeTimeout < LeastTimeout || options.ProbeTimeout > MostTimeout)
        {
            errors.Add($"Membership:ProbeTimeout is {options.ProbeTimeout}; allowed are {LeastTimeout} to {MostTimeout}.");
        }

        if (options.MissedProbes is < 1 or > MostProbes)
        {
            errors.Add($"Membership:MissedProbes is {options.MissedProbes}; allowed are 1 to {MostProbes}.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
