using Orleans.Metadata;
using Orleans.Placement;

namespace FederatedOrleans.Grains.Tiers;

/// <summary>The placement filter of <see cref="RunsOnAttribute"/>. Its type's name and its property are part of the grains' manifest.</summary>
/// <param name="tier">The tier.</param>
internal sealed class RunsOnFilter(SiloRole tier) : PlacementFilterStrategy(order: 0)
{
    private const string TierKey = "tier";

    /// <summary>Made empty by Orleans, and filled from the manifest.</summary>
    public RunsOnFilter()
        : this(SiloRole.Both)
    {
    }

    /// <summary>The tier.</summary>
    public SiloRole Tier { get; private set; } = tier;

    /// <inheritdoc />
    public override void AdditionalInitialize(GrainProperties properties) => Tier = Enum.Parse<SiloRole>(GetPlacementFilterGrainProperty(TierKey, properties)!);

    /// <inheritdoc />
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new(TierKey, Tier.ToString())];
}
