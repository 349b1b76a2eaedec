using FederatedOrleans.Grains.Fog;

namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>What became of the offsets that a fog node has read, and of the readings that were scored.</summary>
internal readonly record struct FogNodeCounts(long Counted, long Late, long Future, long Malformed, long Expired, long Scored, long Anomalies)
{
    public static FogNodeCounts Of(FogNodeState state) =>
        new(state.Readings, state.Late, state.Future, state.Malformed, state.Expired, state.Scored, state.Anomalies);
}
