using FederatedOrleans.Grains.Interfaces.Status;

namespace FederatedOrleans.Silo.Api;

/// <summary>One federation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configuration">What it is configured to do.</param>
/// <param name="Status">How far its aggregator is.</param>
/// <param name="Archive">How far it is archived; null where nothing is.</param>
internal sealed record FederationDetails(string Name, FederationConfiguration Configuration, AggregatorStatus Status, ArchiveStatus? Archive);
