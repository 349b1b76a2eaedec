namespace FederatedOrleans.Grains.Interfaces.Status;

/// <summary>How many updates of one participant were rejected for one reason since the aggregator began to run where it is.</summary>
/// <param name="Participant">The participant as the updates name it; <c>*</c> for messages that name none and for names beyond the first thousand.</param>
/// <param name="Reason">The reason, a short code.</param>
/// <param name="Count">How many.</param>
/// <param name="LastOffset">Where the newest of them stands in the updates partition.</param>
[GenerateSerializer, Immutable, Alias("fo.rejection-count")]
public sealed record RejectionCount(
    [property: Id(0)] string Participant, [property: Id(1)] string Reason, [property: Id(2)] long Count, [property: Id(3)] long LastOffset);
