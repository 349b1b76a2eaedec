using Orleans.Placement;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>Keeps a grain on the silos that host a tier.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RunsOnAttribute(SiloRole tier) : PlacementFilterAttribute(new RunsOnFilter(tier))
{
    /// <summary>The tier.</summary>
    public SiloRole Tier => tier;
}
