namespace FederatedOrleans.Benchmarks.Measuring;

/// <summary>Numbers that stand for several measurements.</summary>
internal static class Statistics
{
    /// <summary>The middle value; the mean of both middle ones when their number is even.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The smallest value that a share of all values does not exceed.</summary>
    /// <param name="sorted">The values in ascending order, at least one.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double Quantile(this IReadOnlyList<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}
