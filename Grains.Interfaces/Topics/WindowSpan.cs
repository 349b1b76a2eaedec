namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>A window of event time.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
[GenerateSerializer, Immutable, Alias("fo.window")]
public sealed record WindowSpan([property: Id(0)] DateTimeOffset Start, [property: Id(1)] DateTimeOffset End)
{
    /// <summary>A window from Unix milliseconds.</summary>
    /// <param name="start">Inclusive.</param>
    /// <param name="end">Exclusive.</param>
    public static WindowSpan FromUnixMilliseconds(long start, long end) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(start), DateTimeOffset.FromUnixTimeMilliseconds(end));
}
