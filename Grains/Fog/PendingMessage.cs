using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Fog;

/// <summary>A message that waits for a base, its own or that of one before it.</summary>
/// <param name="Message">The message, as far as it is known.</param>
/// <param name="Window">The closed window that it reports and that has to be trained first; null when the message is whole.</param>
[GenerateSerializer, Immutable, Alias("fo.pending-message")]
internal sealed record PendingMessage([property: Id(0)] UpdateMessage Message, [property: Id(1)] OpenWindow? Window);
