using FederatedOrleans.Learning.Kernels;
using FederatedOrleans.Learning.Strategies.Collecting;

namespace FederatedOrleans.Learning.Strategies.Robust;

/// <summary>The scores of Krum: of each update, the sum of the squared distances to those that are nearest to it (arXiv 1703.02757, section 4).</summary>
internal static class KrumScores
{
    /// <summary>The squared distances between all updates.</summary>
    /// <param name="updates">The updates.</param>
    /// <param name="workers">The threads to use.</param>
    /// <exception cref="ArgumentException">A distance is not finite.</exception>
    public static double[] Distances(UpdateSet updates, Workers workers)
    {
        var distances = SquaredDistances.Between(updates.Rows, workers);
        return Array.TrueForAll(distances, double.IsFinite) ? distances
            : throw new ArgumentException("An update has weights that are not finite.", nameof(updates));
    }

    /// <summary>How many neighbours count: K - f - 2, but one where there are as few.</summary>
    /// <param name="count">The number of updates K.</param>
    /// <param name="malicious">The assumed number of malicious ones f.</param>
    public static int Neighbours(int count, int malicious) => Math.Min(count - 1, Math.Max(1, count - malicious - 2));

    /// <summary>The score of every update.</summary>
    /// <param name="distances">The squared distances.</param>
    /// <param name="count">The number of updates.</param>
    /// <param name="malicious">The assumed number of malicious ones.</param>
    public static double[] Of(double[] distances, int count, int malicious) =>
        [.. Sorted(distances, count).Select(others => FixedSum.Of(others.AsSpan(0, Neighbours(count, malicious))))];

    /// <summary>Of every update its distances to the others, the smallest first.</summary>
    /// <param name="distances">The squared distances.</param>
    /// <param name="count">The number of updates.</param>
    public static double[][] Sorted(double[] distances, int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var row = distances.AsSpan(i * count, count);
        double[] others = [.. row[..i], .. row[(i + 1)..]];
        Array.Sort(others);
        return others;
    })];

    /// <summary>The updates with the lowest scores, the lowest first; of equal ones the first participant.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="count">How many to take.</param>
    public static int[] Lowest(double[] scores, int count)
    {
        // OrderBy keeps equal ones in their order.
        return [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).Take(count)];
    }
}
