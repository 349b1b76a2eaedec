using FederatedOrleans.Learning.Kernels;
using FederatedOrleans.Learning.Parameters;
using FederatedOrleans.Learning.Strategies.Collecting;

namespace FederatedOrleans.Learning.Strategies.Robust;

/// <summary>
/// Of K updates, K - 2F that repeated Krum selects, and of these per weight the mean of the K - 4F values nearest to their median (<c>bulyan</c>,
/// El Mhamdi et al., arXiv 1802.07927, section 4). It withstands F malicious updates among 4F + 3 or more.
/// </summary>
internal sealed class Bulyan : RobustStrategy
{
    /// <summary>The strategy's name.</summary>
    public const string StrategyName = "bulyan";

    private readonly int _malicious;

    private Bulyan(int malicious, StrategySettings settings)
        : base(StrategyName, malicious == 0 ? 1 : (4 * malicious) + 3, settings)
    {
        _malicious = malicious;
    }

    /// <summary>Creates the strategy.</summary>
    /// <param name="settings">Its settings.</param>
    public static Bulyan Create(StrategySettings settings)
    {
        ParameterReader reader = new(StrategyName, settings.Parameters);
        var malicious = Malicious.Read(reader);
        reader.RefuseOthers();
        return new(malicious, settings);
    }

    /// <inheritdoc />
    protected override double[] Aggregate(UpdateSet updates)
    {
        var rows = Select(KrumScores.Distances(updates, Workers), updates.Count).Select(i => updates.Rows[i]).ToArray();
        var kept = rows.Length - (2 * _malicious);
        var means = new double[rows[0].Length];
        ColumnSorter.Run(rows, new(rows.Length, 0, rows.Length), Workers, (sorter, start, columns) =>
        {
            for (var i = 0; i < columns; i++)
            {
                means[start + i] = MeanNearMedian(sorter, i, rows.Length, kept);
            }
        });
        return means;
    }

    /// <summary>The nearest to the median lie side by side: what is farther away goes from the ends; of equal ones the higher value.</summary>
    private static double MeanNearMedian(ColumnSorter sorter, int column, int count, int kept)
    {
        var median = ((double)sorter.Value((count - 1) / 2, column) + sorter.Value(count / 2, column)) / 2;
        var (first, last) = (0, count - 1);
        while (last - first + 1 > kept)
        {
            if (median - sorter.Value(first, column) > sorter.Value(last, column) - median)
            {
                first++;
            }
            else
            {
                last--;
            }
        }

        var sum = 0.0;
        for (var rank = first; rank <= last; rank++)
        {
            sum += sorter.Value(rank, column);
        }

        return sum / kept;
    }

    /// <summary>Takes the update that Krum prefers among those left, again and again.</summary>
    private List<int> Select(double[] distances, int count)
    {
        var others = KrumScores.Sorted(distances, count);
        List<int> selected = [];
        List<int> left = [.. Enumerable.Range(0, count)];
        var scores = new double[count];
        while (selected.Count < count - (2 * _malicious))
        {
            var closest = KrumScores.Neighbours(left.Count, _malicious);
            foreach (var i in left)
            {
                scores[i] = FixedSum.Of(others[i].AsSpan(0, closest));
            }

            var best = left.MinBy(i => scores[i]);
            selected.Add(best);
            left.Remove(best);
            foreach (var i in left)
            {
                Remove(others[i].AsSpan(0, left.Count), distances[(i * count) + best]);
            }
        }

        return selected;
    }

    /// <summary>Closes the gap that a distance leaves; of several that are equal any will do.</summary>
    private static void Remove(Span<double> sorted, double distance)
    {
        var place = sorted.BinarySearch(distance);
        sorted[(place + 1)..].CopyTo(sorted[place..]);
    }
}
