using FederatedOrleans.Learning.Hashing;

namespace FederatedOrleans.Learning.Rounds;

/// <summary>The hash of one participant's contribution to one window.</summary>
public static class UpdateHash
{
    /// <summary>
    /// SHA-256 over participant, model, window start, window end, samples, present values per feature and weights, in this order and in the
    /// form of <see cref="CanonicalHash"/>.
    /// </summary>
    /// <param name="participant">Who contributes.</param>
    /// <param name="model">The local model's name.</param>
    /// <param name="windowStart">Unix ms, inclusive.</param>
    /// <param name="windowEnd">Unix ms, exclusive.</param>
    /// <param name="samples">Number of readings in the window.</param>
    /// <param name="present">Number of present values per feature.</param>
    /// <param name="weights">The weights, flat.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(
        string participant,
        string model,
        long windowStart,
        long windowEnd,
        long samples,
        ReadOnlySpan<long> present,
        ReadOnlySpan<double> weights)
    {
        using var hash = new CanonicalHash();
        return hash.Add(participant).Add(model).Add(windowStart).Add(windowEnd).Add(samples).Add(present).Add(weights).ToHex();
    }

    /// <summary>
    /// The hash of a contribution with a base or with sums, of any model but <see cref="Models.SeedWeight"/>: over the same values, then the base version
    /// and the sums, and at the end the update's own identity if it has one. Without a window, its start and end are 0.
    /// </summary>
    /// <param name="participant">Who contributes.</param>
    /// <param name="model">The local model's name.</param>
    /// <param name="windowStart">Unix ms, inclusive.</param>
    /// <param name="windowEnd">Unix ms, exclusive.</param>
    /// <param name="samples">Number of readings in the window.</param>
    /// <param name="present">Number of present values per feature.</param>
    /// <param name="weights">The weights, flat; empty for sums.</param>
    /// <param name="baseVersion">The version that the training began with; 0 for none.</param>
    /// <param name="sums">The sums; empty for weights.</param>
    /// <param name="id">The update's own identity; null for none.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(
        string participant,
        string model,
        long windowStart,
        long windowEnd,
        long samples,
        ReadOnlySpan<long> present,
        ReadOnlySpan<double> weights,
        long baseVersion,
        ReadOnlySpan<Int128> sums,
        string? id = null)
    {
        using var hash = new CanonicalHash();
        hash.Add(participant).Add(model).Add(windowStart).Add(windowEnd).Add(samples).Add(present).Add(weights).Add(baseVersion).Add(sums);
        return (id is null ? hash : hash.Add(id)).ToHex();
    }
}
