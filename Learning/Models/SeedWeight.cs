namespace FederatedOrleans.Learning.Models;

/// <summary>
/// The model of the course project that this system grew from: one number per window, <c>(avg(temperature) + 100 * avg(vibration)) / 2</c>,
/// each average taken over the values that are present and 0 for a feature that nobody sent.
/// </summary>
/// <remarks>Everything is IEEE 754 binary64, summed from left to right in offset order, so equal readings give equal bits.</remarks>
public static class SeedWeight
{
    /// <summary>The name under which the model is configured.</summary>
    public const string Name = "seed-weight";

    /// <summary>How many features the model takes: temperature, then vibration.</summary>
    public const int Features = 2;

    /// <summary>The largest magnitude of a value: sums, weights and their means then stay finite, whatever is counted.</summary>
    public const double MaxValue = 1e100;

    /// <summary>The largest magnitude of a weight, which follows from <see cref="MaxValue"/>.</summary>
    public const double MaxWeight = 1e102;

    /// <summary>Adds one reading to a window.</summary>
    /// <param name="sums">Running sum per feature.</param>
    /// <param name="present">How many values were present per feature.</param>
    /// <param name="values">The reading's values in the order of the features; NaN where the value is missing or null.</param>
    public static void Add(Span<double> sums, Span<long> present, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                sums[i] += values[i];
                present[i]++;
            }
        }
    }

    /// <summary>The weight of a window.</summary>
    /// <param name="sums">Sum per feature, two of them.</param>
    /// <param name="present">Number of present values per feature, two of them.</param>
    /// <returns>The weight; 0 when no feature was ever present.</returns>
    public static double Weight(ReadOnlySpan<double> sums, ReadOnlySpan<long> present)
    {
        var temperature = Average(sums[0], present[0]);
        var vibration = Average(sums[1], present[1]);
        return (temperature + 100 * vibration) / 2;
    }

    private static double Average(double sum, long present) => present == 0 ? 0 : sum / present;
}
