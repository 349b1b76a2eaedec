using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.WayBack;

/// <summary>The newest global model as a silo serves it to its fog nodes.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Scorer">What scores readings with it; null when it cannot score.</param>
internal sealed record ServedModel(long Version, IReadingScorer? Scorer);
