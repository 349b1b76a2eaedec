namespace FederatedOrleans.Chaos.Outcomes;

/// <summary>An update of a participant, as it stands in the updates topic or among a round's inputs.</summary>
/// <param name="Participant">Whose it is.</param>
/// <param name="WindowStart">The start of its window, Unix ms.</param>
/// <param name="Hash">The hash of its contents.</param>
internal sealed record Contribution(string Participant, long WindowStart, string Hash);
