namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>What <c>rejected list</c> is asked for.</summary>
/// <param name="ClientSettings">librdkafka settings, brokers included.</param>
/// <param name="Topic">The original topic; null for all.</param>
/// <param name="Filter">Which records are wanted.</param>
/// <param name="Limit">How many of the newest; null for all.</param>
internal sealed record RejectedListRequest(
    IReadOnlyDictionary<string, string> ClientSettings, string? Topic, RejectedFilter Filter, int? Limit);
