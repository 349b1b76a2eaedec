namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>What a region forwards of one round: the exact sum over updates that were trained on one base, or over all where there are no bases.</summary>
/// <param name="BaseVersion">The base; null for models without.</param>
/// <param name="Samples">Number of readings behind the updates.</param>
/// <param name="Weight">Sum of the updates' weights; null where the updates are sums themselves.</param>
/// <param name="Sums">
/// Little-endian integers of 16 bytes each: weight times value in units of 2^-56, or the sum of the updates' sums.
/// </param>
/// <param name="Hash">The hash of the regional update, 64 hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("fo.regional-sum")]
public sealed record RegionalSum(
    [property: Id(0)] long? BaseVersion,
    [property: Id(1)] long Samples,
    [property: Id(2)] long? Weight,
    [property: Id(3)] byte[] Sums,
    [property: Id(4)] string Hash);
