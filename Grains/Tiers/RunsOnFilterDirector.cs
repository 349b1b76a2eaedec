using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>Leaves the silos that host a grain's tier. Where there is none Orleans refuses the call, and whoever made it tries again.</summary>
internal sealed class RunsOnFilterDirector(SiloRoles roles) : IPlacementFilterDirector
{
    /// <inheritdoc />
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => roles.IsHost(silo, ((RunsOnFilter)filterStrategy).Tier));
}
