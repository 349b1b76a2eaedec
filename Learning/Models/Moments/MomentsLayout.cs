using FederatedOrleans.Learning.Numerics;

namespace FederatedOrleans.Learning.Models.Moments;

/// <summary>
/// Where the numbers of <see cref="MomentsModel"/> stand, for d features. Sums, 2d² + d of them: per feature its count, then per feature
/// its sum; for each i ≤ j, row by row, the sum of products over the readings that hold both; for each i &lt; j how many readings hold i
/// and lack j; for each i ≠ j, row by row, the sum of i over the readings that lack j. The last two are 0 where nothing is missing, and a
/// complete reading does not touch them. Weights, 2d + d(d + 1) / 2 of them: per feature its count, then its mean; then the covariance for
/// each i ≤ j, row by row.
/// </summary>
/// <param name="features">Number d of features.</param>
internal sealed class MomentsLayout(int features)
{
    private readonly int _products = 2 * features;
    private readonly int _lacking = (2 * features) + Cholesky.Length(features);
    private readonly int _without = (2 * features) + (features * features);

    /// <summary>Number of sums.</summary>
    public int SumCount => (2 * features * features) + features;

    /// <summary>Number of weights.</summary>
    public int WeightCount => (2 * features) + Cholesky.Length(features);

    /// <summary>How many readings hold a feature; in sums and in weights.</summary>
    /// <param name="i">The feature.</param>
    public static int Count(int i) => i;

    /// <summary>The sum of a feature; in weights its mean.</summary>
    /// <param name="i">The feature.</param>
    public int Sum(int i) => features + i;

    /// <summary>The sum of the products of two features; in weights their covariance.</summary>
    /// <param name="i">The first feature.</param>
    /// <param name="j">The second, at least the first.</param>
    public int Product(int i, int j) => _products + (i * features) - (i * (i - 1) / 2) + j - i;

    /// <summary>How many readings hold one feature and lack the other.</summary>
    /// <param name="i">The one that they hold.</param>
    /// <param name="j">The one that they lack, above the first.</param>
    public int Lacking(int i, int j) => _lacking + (i * (features - 1)) - (i * (i - 1) / 2) + j - i - 1;

    /// <summary>The sum of a feature over the readings that lack another.</summary>
    /// <param name="i">The one that they hold.</param>
    /// <param name="j">The one that they lack, not the first.</param>
    public int Without(int i, int j) => _without + (i * (features - 1)) + (j < i ? j : j - 1);
}
