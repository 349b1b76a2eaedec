using System.Numerics;
using FederatedOrleans.Learning.Numerics;
using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Models.Moments;

/// <summary>
/// Counts, means and covariance of the features by exact sums: every value is rounded once to a multiple of <c>Resolution</c>, from there
/// on all sums are integers. Sums of windows, of participants and of rounds add up to those of all readings, in any order. Where values are
/// missing, means are taken over the present ones, and the covariance of two features over the readings that hold both. The model scores
/// readings by Hotelling's T².
/// </summary>
/// <remarks>
/// Setting <c>Resolution</c>: the unit of the values, a power of two from 2^-40 to 2^20; default 2^-20. The largest magnitude of a value is
/// 2^43 times it. The numbers are laid out as <see cref="MomentsLayout"/> says.
/// </remarks>
internal sealed class MomentsModel : ILocalModel
{
    /// <summary>The name under which the model is configured.</summary>
    public const string ModelName = "moments";

    /// <summary>The largest number of features.</summary>
    public const int MaxFeatures = 64;

    private readonly int _features;
    private readonly Quantizer _quantizer;
    private readonly MomentsLayout _layout;

    public MomentsModel(ModelSettings settings)
    {
        _features = settings.Features.Count;
        if (_features > MaxFeatures)
        {
            throw new ArgumentException($"{ModelName}: Features has {_features} names; the model takes 1 to {MaxFeatures}.");
        }

        var parameters = new ParameterReader(ModelName, settings.Parameters);
        _quantizer = Quantizer.Configured(parameters);
        parameters.RefuseOthers();
        _layout = new(_features);
    }

    /// <inheritdoc />
    public string Name => ModelName;

    /// <inheritdoc />
    public ContributionForm Form => ContributionForm.Sums;

    /// <inheritdoc />
    public int ContributionLength => _layout.SumCount;

    /// <inheritdoc />
    public int WeightCount => _layout.WeightCount;

    /// <inheritdoc />
    public LocalWindow Open() => new(new long[_features], [], new Int128[ContributionLength]);

    /// <inheritdoc />
    public bool Accepts(ReadOnlySpan<double> values) => _quantizer.Accepts(values);

    /// <inheritdoc />
    public void Add(LocalWindow window, in Reading reading)
    {
        Span<long> values = stackalloc long[_features];
        var missing = 0UL;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(reading.Values[i]))
            {
                missing |= 1UL << i;
            }
            else
            {
                values[i] = _quantizer.Quantize(reading.Values[i]);
            }
        }

        if (missing == 0)
        {
            AddComplete(window, values);
        }
        else
        {
            AddIncomplete(window, values, missing);
        }

        window.Samples++;
    }

    /// <inheritdoc />
    public LocalContribution Close(LocalWindow window, ReadOnlySpan<double> baseWeights) => new(window.Samples, [], [.. window.Sums]);

    /// <inheritdoc />
    public bool AcceptsSums(long samples, ReadOnlySpan<Int128> sums) =>
        samples is > 0 and <= Quantizer.MaxSamples && sums.Length == ContributionLength
        && MomentsCheck.Holds(_layout, _features, samples, sums);

    /// <inheritdoc />
    public double[] WeightsOf(ReadOnlySpan<Int128> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, ContributionLength);
        var weights = new double[WeightCount];
        for (var i = 0; i < _features; i++)
        {
            var count = sums[MomentsLayout.Count(i)];
            weights[MomentsLayout.Count(i)] = (double)count;
            weights[_layout.Sum(i)] = count > 0 ? _quantizer.Mean(sums[_layout.Sum(i)], count) : 0;
            for (var j = i; j < _features; j++)
            {
                weights[_layout.Product(i, j)] = Covariance(sums, i, j);
            }
        }

        return weights;
    }

    /// <inheritdoc />
    public IReadingScorer? CreateScorer(ReadOnlySpan<double> weights, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, WeightCount);
        return HotellingScorer.Create(_layout, _features, weights, _quantizer.Variance, quantile);
    }

    private void AddComplete(LocalWindow window, ReadOnlySpan<long> values)
    {
        var sums = window.Sums;
        var product = _layout.Product(0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            window.Present[i]++;
            sums[MomentsLayout.Count(i)]++;
            sums[_layout.Sum(i)] += values[i];
            for (var j = i; j < values.Length; j++)
            {
                sums[product++] += Math.BigMul(values[i], values[j]);
            }
        }
    }

    private void AddIncomplete(LocalWindow window, ReadOnlySpan<long> values, ulong missing)
    {
        var sums = window.Sums;
        for (var i = 0; i < values.Length; i++)
        {
            if ((missing >> i & 1) == 1)
            {
                continue;
            }

            window.Present[i]++;
            sums[MomentsLayout.Count(i)]++;
            sums[_layout.Sum(i)] += values[i];
            for (var j = 0; j < values.Length; j++)
            {
                if ((missing >> j & 1) == 1)
                {
                    sums[_layout.Without(i, j)] += values[i];
                    if (i < j)
                    {
                        sums[_layout.Lacking(i, j)]++;
                    }
                }
                else if (i <= j)
                {
                    sums[_layout.Product(i, j)] += Math.BigMul(values[i], values[j]);
                }
            }
        }
    }

    /// <summary>The covariance of two features over the readings that hold both; 0 where fewer than two do.</summary>
    private double Covariance(ReadOnlySpan<Int128> sums, int i, int j)
    {
        var isPair = i != j;
        var count = sums[MomentsLayout.Count(i)] - (isPair ? sums[_layout.Lacking(i, j)] : 0);
        var first = sums[_layout.Sum(i)] - (isPair ? sums[_layout.Without(i, j)] : 0);
        var second = sums[_layout.Sum(j)] - (isPair ? sums[_layout.Without(j, i)] : 0);
        return count < 2 ? 0 : _quantizer.Scatter(count, sums[_layout.Product(i, j)], first, second, (BigInteger)count * (count - 1));
    }
}
