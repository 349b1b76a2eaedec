using FederatedOrleans.Learning.Numerics;
using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Models.Ridge;

/// <summary>
/// Linear least squares with a penalty, exactly as if all readings were in one place: participants send X'X and X'y as exact integer sums,
/// and what solves the sum of them solves the whole. The target is one feature, predicted from all others of the same reading, or from its
/// own values before.
/// </summary>
/// <remarks>
/// <para>
/// Settings: <c>Target</c>, a feature; <c>Lambda</c>, the penalty on the squares of the coefficients, 0 to 1e12, default 1;
/// <c>Intercept</c>, not penalised, default true; <c>Resolution</c> as for <c>moments</c>; <c>Lags</c>, 0 to 64, default 0: from how many
/// values before the target is predicted; <c>MaxSensors</c>, 1 to 1,000,000, default 10,000: of how many sensors of a window values are
/// kept for that.
/// </para>
/// <para>
/// Without lags a row is a reading with all features. With lags a row is a reading whose sensor sent at least as many before it in the
/// window, in offset order, all with the target. Samples are rows. The numbers are laid out as <see cref="RidgeLayout"/> says.
/// </para>
/// </remarks>
internal sealed class RidgeModel : ILocalModel
{
    /// <summary>The name under which the model is configured.</summary>
    public const string ModelName = "ridge";

    private const int MaxPredictors = 64;

    private readonly int _features;
    private readonly int _target;
    private readonly double _lambda;
    private readonly bool _hasIntercept;
    private readonly int _lags;
    private readonly LagTable _table;
    private readonly Quantizer _quantizer;
    private readonly RidgeLayout _layout;

    public RidgeModel(ModelSettings settings)
    {
        var parameters = new ParameterReader(ModelName, settings.Parameters);
        _features = settings.Features.Count;
        _target = parameters.Choice("Target", settings.Features);
        _lambda = parameters.Number("Lambda", 1, 0, 1e12);
        _hasIntercept = parameters.Flag("Intercept", true);
        _quantizer = Quantizer.Configured(parameters);
        _lags = parameters.Whole("Lags", 0, 0, MaxPredictors);
        _table = new(_lags, parameters.Whole("MaxSensors", 10_000, 1, 1_000_000));
        parameters.RefuseOthers();
        if (_lags == 0 && _features is < 2 or > MaxPredictors + 1)
        {
            throw new ArgumentException(
                $"{ModelName}: Features has {_features} names; without Lags the model takes 2 to {MaxPredictors + 1}, "
                + "the target and what predicts it.");
        }

        _layout = new(_lags == 0 ? _features - 1 : _lags);
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
    public bool Accepts(ReadOnlySpan<double> values) => _quantizer.Accepts(_lags == 0 ? values : values.Slice(_target, 1));

    /// <inheritdoc />
    public void Add(LocalWindow window, in Reading reading)
    {
        var isComplete = true;
        for (var i = 0; i < reading.Values.Length; i++)
        {
            var isPresent = !double.IsNaN(reading.Values[i]);
            window.Present[i] += isPresent ? 1 : 0;
            isComplete &= isPresent;
        }

        window.Samples++;
        if (_lags > 0)
        {
            AddToSeries(window, reading);
        }
        else if (isComplete)
        {
            Span<long> columns = stackalloc long[_features];
            var column = 0;
            for (var i = 0; i < _features; i++)
            {
                columns[i == _target ? _features - 1 : column++] = _quantizer.Quantize(reading.Values[i]);
            }

            AddRow(window.Sums, columns);
        }
    }

    /// <inheritdoc />
    public LocalContribution Close(LocalWindow window, ReadOnlySpan<double> baseWeights) =>
        new((long)window.Sums[RidgeLayout.Rows], [], [.. window.Sums]);

    /// <inheritdoc />
    public bool AcceptsSums(long samples, ReadOnlySpan<Int128> sums)
    {
        if (samples is <= 0 or > Quantizer.MaxSamples || sums.Length != ContributionLength || sums[RidgeLayout.Rows] != samples)
        {
            return false;
        }

        for (var i = 0; i <= _layout.Predictors; i++)
        {
            var squares = sums[_layout.Product(i, i)];
            if (!SumsCheck.IsPossible(samples, sums[RidgeLayout.Sum(i)], squares))
            {
                return false;
            }

            for (var j = 0; j < i; j++)
            {
                if (!SumsCheck.IsPossible(sums[_layout.Product(i, j)], squares, sums[_layout.Product(j, j)], samples))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <inheritdoc />
    public double[] WeightsOf(ReadOnlySpan<Int128> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, ContributionLength);
        return new RidgeSolver(_layout, _quantizer, _lambda, _hasIntercept).Solve(sums);
    }

    /// <inheritdoc />
    public IReadingScorer? CreateScorer(ReadOnlySpan<double> weights, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, WeightCount);
        // A reading says nothing about those before it; and as many rows as coefficients leave no residuals.
        return _lags > 0 || weights[_layout.RowWeight] <= _layout.Predictors + 1
            ? null
            : new ResidualScorer(_layout, _target, weights, _quantizer.Variance, quantile);
    }

    private void AddToSeries(LocalWindow window, in Reading reading)
    {
        if (double.IsNaN(reading.Values[_target]))
        {
            _table.Break(window.Numbers, reading.Sensor);
            return;
        }

        var value = _quantizer.Quantize(reading.Values[_target]);
        var before = _table.Find(window.Numbers, reading.Sensor);
        if (!before.IsEmpty)
        {
            Span<long> columns = stackalloc long[_lags + 1];
            for (var i = 0; i < before.Length; i++)
            {
                columns[i] = (long)before[i];
            }

            columns[_lags] = value;
            AddRow(window.Sums, columns);
        }

        _table.Push(window.Numbers, reading.Sensor, value);
    }

    private void AddRow(Int128[] sums, ReadOnlySpan<long> columns)
    {
        sums[RidgeLayout.Rows]++;
        var product = _layout.Product(0, 0);
        for (var i = 0; i < columns.Length; i++)
        {
            sums[RidgeLayout.Sum(i)] += columns[i];
            for (var j = 0; j <= i; j++)
            {
                sums[product++] += Math.BigMul(columns[i], columns[j]);
            }
        }
    }
}
