using System.Runtime.InteropServices;
using FederatedOrleans.Learning.Numerics;
using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Models.Logistic;

/// <summary>
/// Logistic regression by stochastic gradient descent over the readings of a window, one after the other, from the current global weights
/// on; what is sent is the difference to them. The target is a feature that is 0 or 1, predicted from all others as they are, without
/// standardisation. The weights are the intercept, then the coefficients in the order of the features.
/// </summary>
/// <remarks>
/// <para>
/// Settings: <c>Target</c>, a feature; <c>LearningRate</c>, 1e-9 to 1, default 0.01; <c>Epochs</c>, 1 to 100, default 1: how often the
/// readings are gone through; <c>L2</c>, 0 to 1e6, default 0: penalty on the coefficients; <c>Mu</c>, 0 to 1e6, default 0: the proximal
/// term of FedProx (T. Li and others, Federated Optimization in Heterogeneous Networks, MLSys 2020, equation 2), which pulls towards the
/// weights that the training began with; <c>LearningRate</c> times the sum of both penalties at most 1, or they would overshoot;
/// <c>MaxRows</c>, 1 to 2^20, default 16,384: how many readings of a window are kept, the first ones, and so the bound of its memory.
/// </para>
/// <para>
/// Samples are the readings that hold all features and were kept. The training uses additions, multiplications and divisions only, in one
/// order.
/// </para>
/// </remarks>
internal sealed class LogisticModel : ILocalModel
{
    /// <summary>The name under which the model is configured.</summary>
    public const string ModelName = "logistic";

    /// <summary>Values are below it in magnitude, as weights are on the wire.</summary>
    private const double Limit = 1 << 20;

    private const int MaxFeatures = 65;

    private readonly int _features;
    private readonly int _target;
    private readonly double _learningRate;
    private readonly int _epochs;
    private readonly double _l2;
    private readonly double _mu;
    private readonly int _maxRows;

    public LogisticModel(ModelSettings settings)
    {
        var parameters = new ParameterReader(ModelName, settings.Parameters);
        _features = settings.Features.Count;
        _target = parameters.Choice("Target", settings.Features);
        _learningRate = parameters.Number("LearningRate", 0.01, 1e-9, 1);
        _epochs = parameters.Whole("Epochs", 1, 1, 100);
        _l2 = parameters.Number("L2", 0, 0, 1e6);
        _mu = parameters.Number("Mu", 0, 0, 1e6);
        _maxRows = parameters.Whole("MaxRows", 16_384, 1, 1 << 20);
        parameters.RefuseOthers();
        if (_features is < 2 or > MaxFeatures)
        {
            throw new ArgumentException(
                $"{ModelName}: Features has {_features} names; the model takes 2 to {MaxFeatures}, the target and what predicts it.");
        }

        if (_learningRate * (_l2 + _mu) > 1)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{ModelName}: LearningRate is {_learningRate}, L2 is {_l2} and Mu is {_mu}; ")
                + "LearningRate times the sum of the other two must be at most 1.");
        }
    }

    /// <inheritdoc />
    public string Name => ModelName;

    /// <inheritdoc />
    public ContributionForm Form => ContributionForm.Delta;

    /// <inheritdoc />
    public int ContributionLength => _features;

    /// <inheritdoc />
    public int WeightCount => _features;

    /// <inheritdoc />
    public bool NeedsBase => true;

    /// <inheritdoc />
    public LocalWindow Open() => new(new long[_features], [], []);

    /// <inheritdoc />
    public bool Accepts(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i == _target ? values[i] is not (0 or 1 or double.NaN) : Math.Abs(values[i]) >= Limit)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public void Add(LocalWindow window, in Reading reading)
    {
        if (!Accepts(reading.Values))
        {
            throw new ArgumentException("The target is 0 or 1, and every other value below 2^20 in magnitude.", nameof(reading));
        }

        var isComplete = true;
        for (var i = 0; i < reading.Values.Length; i++)
        {
            var isPresent = !double.IsNaN(reading.Values[i]);
            window.Present[i] += isPresent ? 1 : 0;
            isComplete &= isPresent;
        }

        window.Samples++;
        if (isComplete && window.Numbers.Count < (long)_maxRows * _features)
        {
            window.Numbers.AddRange(reading.Values);
        }
    }

    /// <inheritdoc />
    public LocalContribution Close(LocalWindow window, ReadOnlySpan<double> baseWeights)
    {
        var start = baseWeights.IsEmpty ? new double[_features] : baseWeights;
        ArgumentOutOfRangeException.ThrowIfNotEqual(start.Length, _features, nameof(baseWeights));
        var weights = start.ToArray();
        var rows = CollectionsMarshal.AsSpan(window.Numbers);
        for (var epoch = 0; epoch < _epochs; epoch++)
        {
            for (var row = 0; row < rows.Length; row += _features)
            {
                Step(weights, start, rows.Slice(row, _features));
            }
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(weights[i] - start[i]);
        }

        return new(rows.Length / _features, weights, []);
    }

    /// <summary>One step against the gradient of the logistic loss of one reading and of both penalties.</summary>
    private void Step(Span<double> weights, ReadOnlySpan<double> start, ReadOnlySpan<double> row)
    {
        var activation = weights[0];
        for (var (i, weight) = (0, 1); i < row.Length; i++)
        {
            activation += i == _target ? 0 : weights[weight++] * row[i];
        }

        var error = Exponential.Sigmoid(activation) - row[_target];
        weights[0] -= _learningRate * (error + (_mu * (weights[0] - start[0])));
        for (var (i, weight) = (0, 1); i < row.Length; i++)
        {
            if (i != _target)
            {
                var own = weights[weight];
                weights[weight] = own - (_learningRate * ((error * row[i]) + (_l2 * own) + (_mu * (own - start[weight]))));
                weight++;
            }
        }
    }
}
