using FederatedOrleans.Grains.Interfaces.Configuration;

namespace FederatedOrleans.Edge.Verify.Archive;

/// <summary>Which archive is read beside the topics, or in their place.</summary>
/// <param name="Options">Location and access.</param>
/// <param name="Only">Whether nothing is read from Kafka.</param>
/// <param name="Cluster">The Kafka cluster whose history it is; null for the one that is connected, or the only one there.</param>
internal sealed record ArchiveRequest(ArchiveOptions Options, bool Only, string? Cluster);
