using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify.Fog;

/// <summary>A version whose updates are to be recomputed, with the configuration that it was made under.</summary>
/// <param name="Round">The version's record.</param>
/// <param name="Configuration">The configuration.</param>
internal sealed record FogRound(RoundEntry Round, ConfigurationEntry Configuration);
