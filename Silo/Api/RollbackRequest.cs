namespace FederatedOrleans.Silo.Api;

/// <summary>Asks to go back to an earlier version.</summary>
/// <param name="Version">The version to go back to.</param>
internal sealed record RollbackRequest(long Version);
