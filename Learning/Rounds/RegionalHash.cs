using FederatedOrleans.Learning.Hashing;

namespace FederatedOrleans.Learning.Rounds;

/// <summary>The hash of what a region forwards of one round.</summary>
public static class RegionalHash
{
    /// <summary>
    /// SHA-256 over region, model, window start, window end, base version, samples, weight, sums, the number of inputs and, for each in ordinal order of the
    /// participants, participant, offset, samples and hash, in this order and in the form of <see cref="CanonicalHash"/>.
    /// </summary>
    /// <param name="region">The region's id.</param>
    /// <param name="model">The local model's name.</param>
    /// <param name="windowStart">Unix ms, inclusive.</param>
    /// <param name="windowEnd">Unix ms, exclusive.</param>
    /// <param name="baseVersion">The version that the training began with; 0 for none.</param>
    /// <param name="samples">Number of readings behind the updates.</param>
    /// <param name="weight">Sum of the updates' weights; 0 where the updates are sums themselves.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="inputs">The updates that were summed.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(
        string region,
        string model,
        long windowStart,
        long windowEnd,
        long baseVersion,
        long samples,
        long weight,
        ReadOnlySpan<Int128> sums,
        IReadOnlyCollection<(string Participant, long Offset, long Samples, string Hash)> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var hash = new CanonicalHash();
        hash.Add(region).Add(model).Add(windowStart).Add(windowEnd).Add(baseVersion).Add(samples).Add(weight).Add(sums).Add((long)inputs.Count);
        foreach (var (participant, offset, count, content) in inputs)
        {
            hash.Add(participant).Add(offset).Add(count).Add(content);
        }

        return hash.ToHex();
    }
}
