using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>An update that an entry of the rounds topic names as an input.</summary>
/// <param name="Input">What the entry says of it.</param>
/// <param name="Mark">The entry.</param>
internal sealed record NamedInput(RoundInput Input, IRoundMark Mark);
