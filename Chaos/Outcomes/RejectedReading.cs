namespace FederatedOrleans.Chaos.Outcomes;

/// <summary>A record of the sensor topic that was put aside.</summary>
/// <param name="Partition">Where it stood.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Reason">Why, <c>malformed</c> or <c>future</c>.</param>
internal sealed record RejectedReading(int Partition, long Offset, string Reason);
