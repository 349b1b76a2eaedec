using FederatedOrleans.Learning.Kernels;
using FederatedOrleans.Learning.Parameters;
using FederatedOrleans.Learning.Strategies.Collecting;

namespace FederatedOrleans.Learning.Strategies.Robust;

/// <summary>
/// Per weight the mean of the middle values, all updates alike: the <c>median</c>, and the <c>trimmed-mean</c> without <c>floor(Beta * K)</c> of K
/// values on each side (Yin et al., arXiv 1803.01498, definitions 1 and 2).
/// </summary>
internal sealed class MiddleMean : RobustStrategy
{
    /// <summary>The name of the median.</summary>
    public const string Median = "median";

    /// <summary>The name of the trimmed mean.</summary>
    public const string TrimmedMean = "trimmed-mean";

    private readonly double? _beta;
    private SortingNetwork? _network;

    private MiddleMean(string name, double? beta, StrategySettings settings)
        : base(name, minimumUpdates: 1, settings)
    {
        _beta = beta;
    }

    /// <summary>Creates the median.</summary>
    /// <param name="settings">Its settings.</param>
    public static MiddleMean CreateMedian(StrategySettings settings)
    {
        new ParameterReader(Median, settings.Parameters).RefuseOthers();
        return new(Median, beta: null, settings);
    }

    /// <summary>Creates the trimmed mean.</summary>
    /// <param name="settings">Its settings.</param>
    public static MiddleMean CreateTrimmedMean(StrategySettings settings)
    {
        ParameterReader reader = new(TrimmedMean, settings.Parameters);
        var beta = reader.Number("Beta", 0.2, 0, 0.5 - (1.0 / (1 << 20)));
        reader.RefuseOthers();
        return new(TrimmedMean, beta, settings);
    }

    /// <inheritdoc />
    protected override double[] Aggregate(UpdateSet updates)
    {
        var count = updates.Count;
        var cut = _beta is { } beta ? (int)(beta * count) : (count - 1) / 2;
        var ranks = count - (2 * cut);
        var network = _network;
        if (network is null || network.Places != count)
        {
            _network = network = new(count, cut, ranks);
        }

        var means = new double[updates.Rows[0].Length];
        ColumnSorter.Run(updates.Rows, network, Workers, (sorter, start, columns) =>
        {
            Span<double> sums = stackalloc double[ColumnSorter.Columns];
            sums.Clear();
            for (var rank = cut; rank < cut + ranks; rank++)
            {
                sorter.AddTo(rank, sums);
            }

            for (var i = 0; i < columns; i++)
            {
                means[start + i] = sums[i] / ranks;
            }
        });
        return means;
    }
}
