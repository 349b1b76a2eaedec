namespace FederatedOrleans.Grains.Tiers;

/// <summary>Which silos of the cluster host which tiers.</summary>
public sealed class SiloRoles
{
    private readonly KafkaSides _sides;
    private readonly IClusterMembershipService _membership;

    internal SiloRoles(KafkaSides sides, IClusterMembershipService membership) => (_sides, _membership) = (sides, membership);

    /// <summary>Tiers that no active silo hosts.</summary>
    public SiloRole Missing => !_sides.IsDivided ? SiloRole.None : SiloRole.Both & ~_membership.CurrentSnapshot.Members.Values
        .Where(member => member.Status == SiloStatus.Active)
        .Aggregate(SiloRole.None, (roles, member) => roles | RoleOf(member));

    /// <summary>Whether a silo of the cluster hosts a tier.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="tier">The tier.</param>
    internal bool IsHost(SiloAddress silo, SiloRole tier) =>
        !_sides.IsDivided || (_membership.CurrentSnapshot.Members.TryGetValue(silo, out var member) && RoleOf(member).HasFlag(tier));

    /// <summary>The active silos that host a tier.</summary>
    /// <param name="tier">The tier.</param>
    internal IEnumerable<SiloAddress> HostsOf(SiloRole tier) => _membership.CurrentSnapshot.Members.Values
        .Where(member => member.Status == SiloStatus.Active && RoleOf(member).HasFlag(tier))
        .Select(member => member.SiloAddress);

    private SiloRole RoleOf(ClusterMember member) => _sides.IsDivided ? RoleInName.Read(member.Name) : SiloRole.Both;
}
