namespace FederatedOrleans.Silo.Hosting;

/// <summary>How soon silos give up one that does not answer. Bound from <c>Membership</c>.</summary>
internal sealed class MembershipOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Membership";

    /// <summary>How long a probe may take, 100 ms to 1 minute. Default 2 s.</summary>
    /// <remarks>Orleans adapts it to the responses it sees, between half of it and four times it.</remarks>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many probes in a row a silo may miss, 1 to 20. Default 3.</summary>
    public int MissedProbes { get; set; } = 3;
}
