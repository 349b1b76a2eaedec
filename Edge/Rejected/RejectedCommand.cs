using System.CommandLine;
using FederatedOrleans.Edge.Rejected.Listing;
using FederatedOrleans.Edge.Rejected.Redriving;

namespace FederatedOrleans.Edge.Rejected;

/// <summary>The command <c>rejected</c>: what to do about records that were put aside.</summary>
internal static class RejectedCommand
{
    /// <summary>Creates the command for the root command.</summary>
    public static Command Create() => new("rejected", "Shows records that were put aside in topics named *.rejected, or sends them again.")
    {
        RejectedListCommand.Create(),
        RejectedRedriveCommand.Create(),
    };
}
