namespace FederatedOrleans.Edge.Rejected.Redriving;

/// <summary>What <c>rejected redrive</c> is asked for.</summary>
/// <param name="ClientSettings">librdkafka settings, brokers included.</param>
/// <param name="Topic">The original topic.</param>
/// <param name="Group">The consumer group whose offset remembers what was sent.</param>
/// <param name="Filter">Which records are sent.</param>
/// <param name="Limit">How many records are sent at most.</param>
/// <param name="ByKey">Whether the key chooses the partition.</param>
internal sealed record RedriveRequest(
    IReadOnlyDictionary<string, string> ClientSettings, string Topic, string Group, RejectedFilter Filter, long Limit, bool ByKey);
