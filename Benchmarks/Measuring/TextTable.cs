namespace FederatedOrleans.Benchmarks.Measuring;

/// <summary>Writes a table with columns as wide as their widest cell; the first is aligned to the left, the others to the right.</summary>
internal static class TextTable
{
    /// <summary>Writes rows of equal length, the heading first.</summary>
    public static void Write(TextWriter output, params IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        }
    }
}
