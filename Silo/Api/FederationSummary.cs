namespace FederatedOrleans.Silo.Api;

/// <summary>One federation in the list of all.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Model">Its local model.</param>
/// <param name="Strategy">Its strategy.</param>
/// <param name="Version">The newest version; 0 before the first.</param>
/// <param name="Participants">How many participants a round waits for.</param>
internal sealed record FederationSummary(string Name, string Model, string Strategy, long Version, int Participants);
