using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>One record of the updates topic.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Message">What it says; null where the record is no message of any participant.</param>
/// <param name="Size">The size of its value in bytes: above a bound, a message counts for nothing.</param>
internal sealed record UpdateRecord(long Offset, UpdateMessage? Message, int Size = 0);
