using FederatedOrleans.Grains.Interfaces.Status;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Fog;

/// <summary>What a fog node tells of itself.</summary>
internal static class FogStatus
{
    public static FogNodeStatus Of(FogNodeState state, FogSettings settings, long? endOffset) => new()
    {
        Participant = settings.Participant,
        Partition = settings.Partition,
        Readings = state.Readings,
        Late = state.Late,
        Future = state.Future,
        Malformed = state.Malformed,
        Expired = state.Expired,
        Present = settings.Features.Zip(state.Present).ToDictionary(pair => pair.First, pair => pair.Second),
        NextOffset = state.NextOffset,
        EndOffset = endOffset,
        Lag = endOffset is { } end ? Math.Max(0, end - state.NextOffset) : null,
        ClosedThrough = state.ClosedThrough == WindowClock.Never ? null : DateTimeOffset.FromUnixTimeMilliseconds(state.ClosedThrough),
        // Its word that it is idle stands behind updates that wait for their bases: nobody has heard it yet.
        Idle = state.Idle && state.Pending.Count == 0,
        LastUpdate = state.LastUpdate,
        Outbox = state.Outbox.Count,
        OpenWindows = state.Windows.Count,
        WaitingWindows = state.Pending.Count(waiting => waiting.Window is not null),
        Oversized = state.Oversized,
        Scored = state.Scored,
        Anomalies = state.Anomalies,
    };
}
