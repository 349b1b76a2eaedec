namespace FederatedOrleans.Tests.Learning.Strategies;

/// <summary>The robust rules as their papers say them, in the plainest loops.</summary>
internal static class Textbook
{
    public static double[] MiddleMean(float[][] rows, int cut) => PerCoordinate(rows, column => column.Order().Skip(cut).Take(column.Length - (2 * cut)).Average());

    public static double[] Median(float[][] rows) => MiddleMean(rows, (rows.Length - 1) / 2);

    public static double SquaredDistance(IReadOnlyList<float> first, IReadOnlyList<float> second) =>
        first.Zip(second, (a, b) => ((double)a - b) * ((double)a - b)).Sum();

    /// <summary>The indices of updates in the order in which Krum prefers them.</summary>
    public static int[] KrumOrder(IReadOnlyList<float[]> rows, int malicious) => [.. Enumerable.Range(0, rows.Count).OrderBy(i => Enumerable
        .Range(0, rows.Count).Where(j => j != i).Select(j => SquaredDistance(rows[i], rows[j])).Order().Take(Math.Max(1, rows.Count - malicious - 2)).Sum())];

    public static double[] Mean(float[][] rows, long[] samples) => [.. Enumerable.Range(0, rows[0].Length).Select(i =>
        rows.Select((row, k) => samples[k] * (double)row[i]).Sum() / samples.Sum())];

    public static double[] Bulyan(float[][] rows, int malicious)
    {
        List<float[]> left = [.. rows];
        List<float[]> selected = [];
        while (selected.Count < rows.Length - (2 * malicious))
        {
            var best = KrumOrder(left, malicious)[0];
            selected.Add(left[best]);
            left.RemoveAt(best);
        }

        var medians = Median([.. selected]);
        return [.. medians.Select((median, i) => selected.Select(row => (double)row[i])
            .OrderBy(value => Math.Abs(value - median)).Take(rows.Length - (4 * malicious)).Average())];
    }

    public static double[] GeometricMedian(float[][] rows, long[] samples)
    {
        var point = Mean(rows, samples);
        // As many as the strategy takes unless told otherwise: where the median lies beside an update, thousands still move.
        for (var iteration = 0; iteration < 1000; iteration++)
        {
            double[] weights = [.. rows.Select((row, k) =>
                samples[k] / Math.Max(1e-6, Math.Sqrt(row.Select((value, i) => (value - point[i]) * (value - point[i])).Sum())))];
            point = [.. point.Select((_, i) => rows.Select((row, k) => weights[k] * row[i]).Sum() / weights.Sum())];
        }

        return point;
    }

    private static double[] PerCoordinate(float[][] rows, Func<double[], double> rule) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(i => rule([.. rows.Select(row => (double)row[i])]))];
}
