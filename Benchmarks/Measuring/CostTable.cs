using System.Globalization;

namespace FederatedOrleans.Benchmarks.Measuring;

/// <summary>What variants took, in rows.</summary>
internal static class CostTable
{
    /// <summary>Writes a table of medians.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="item">What is counted, in the singular.</param>
    /// <param name="rows">The variants' names and costs.</param>
    public static void Write(TextWriter output, string item, params IEnumerable<(string Name, IReadOnlyList<Cost> Costs)> rows) => TextTable.Write(output, [
        ["median", $"CPU ns/{item}", "least", "most", $"{item}s/s", $"bytes allocated/{item}"],
        .. rows.Select(row => Row(row.Name, row.Costs)),
    ]);

    /// <summary>The ratio of the medians of processor time per item.</summary>
    public static double Ratio(IReadOnlyList<Cost> costs, IReadOnlyList<Cost> others) =>
        costs.Select(cost => cost.NanosecondsPerItem).Median() / others.Select(cost => cost.NanosecondsPerItem).Median();

    /// <summary>The median of the ratios of each pair that ran together.</summary>
    public static double PairedRatio(IReadOnlyList<Cost> costs, IReadOnlyList<Cost> others) =>
        costs.Zip(others, (one, other) => one.NanosecondsPerItem / other.NanosecondsPerItem).Median();

    private static IReadOnlyList<string> Row(string name, IReadOnlyList<Cost> costs) =>
    [
        name,
        costs.Select(cost => cost.NanosecondsPerItem).Median().ToString("F0", CultureInfo.InvariantCulture),
        costs.Min(cost => cost.NanosecondsPerItem).ToString("F0", CultureInfo.InvariantCulture),
        costs.Max(cost => cost.NanosecondsPerItem).ToString("F0", CultureInfo.InvariantCulture),
        costs.Select(cost => cost.ItemsPerSecond).Median().ToString("N0", CultureInfo.InvariantCulture),
        costs.Select(cost => cost.BytesPerItem).Median().ToString("F1", CultureInfo.InvariantCulture),
    ];
}
