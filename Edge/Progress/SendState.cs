using FederatedOrleans.Sensors.Sending;

namespace FederatedOrleans.Edge.Progress;

/// <summary>How far sending is.</summary>
/// <param name="Counts">What became of what was sent.</param>
/// <param name="AwaitsBroker">Whether something is asked of the broker that it has not answered yet.</param>
/// <param name="LastError">The latest reason for a failure or a broken connection; null when there was none.</param>
internal readonly record struct SendState(SendCounts Counts, bool AwaitsBroker, string? LastError);
