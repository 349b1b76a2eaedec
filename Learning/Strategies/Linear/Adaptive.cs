using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Strategies.Linear;

/// <summary>
/// Adaptive optimizers at the server (<c>fedadam</c>, <c>fedyogi</c>, <c>fedadagrad</c>; Reddi et al., arXiv 2003.00295, algorithm 2): with the
/// weighted mean change d of a round, <c>m = Beta1 * m + (1 - Beta1) * d</c>, the second moment v by the rule, and
/// <c>w = w + LearningRate * m / (sqrt(v) + Tau)</c>. Both moments begin at 0; Adam's learning rate corrects their bias.
/// </summary>
/// <remarks>Only + - * / and square roots, so that all machines agree; powers of the betas are products.</remarks>
internal sealed class Adaptive : LinearStrategy
{
    /// <summary>The name of <see cref="AdaptiveRule.Adam"/>.</summary>
    public const string FedAdam = "fedadam";

    /// <summary>The name of <see cref="AdaptiveRule.Yogi"/>.</summary>
    public const string FedYogi = "fedyogi";

    /// <summary>The name of <see cref="AdaptiveRule.Adagrad"/>.</summary>
    public const string FedAdagrad = "fedadagrad";

    private readonly AdaptiveRule _rule;
    private readonly double _learningRate;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _tau;

    /// <summary>Creates the strategy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rule">How it keeps the second moment.</param>
    /// <param name="settings">Its settings.</param>
    public Adaptive(string name, AdaptiveRule rule, StrategySettings settings)
        : base(name, memories: 2)
    {
        ParameterReader reader = new(name, settings.Parameters);
        _rule = rule;
        _learningRate = reader.Number("LearningRate", 0.1, 1e-9, 1e3);
        _beta1 = reader.Number("Beta1", rule == AdaptiveRule.Adagrad ? 0 : 0.9, 0, 0.999999);
        _beta2 = rule == AdaptiveRule.Adagrad ? 0 : reader.Number("Beta2", 0.99, 0, 0.999999);
        _tau = reader.Number("Tau", 1e-3, 1e-12, 1e3);
        reader.RefuseOthers();
    }

    /// <inheritdoc />
    protected override bool NeedsChange => true;

    /// <inheritdoc />
    protected override StrategyState Step(StrategyState before, double[] mean, double[] memory, bool isChange)
    {
        var rate = _rule == AdaptiveRule.Adam ? CorrectedRate(before.Steps + 1) : _learningRate;
        var firsts = memory.AsSpan(0, mean.Length);
        var seconds = memory.AsSpan(mean.Length);
        for (var i = 0; i < mean.Length; i++)
        {
            var change = mean[i];
            firsts[i] = (_beta1 * firsts[i]) + ((1 - _beta1) * change);
            seconds[i] = SecondMoment(seconds[i], change * change);
            mean[i] = before.Weights[i] + (rate * firsts[i] / (Math.Sqrt(seconds[i]) + _tau));
        }

        return new(mean, memory, before.Steps + 1);
    }

    private double SecondMoment(double moment, double square) => _rule switch
    {
        AdaptiveRule.Adam => (_beta2 * moment) + ((1 - _beta2) * square),
        AdaptiveRule.Yogi => moment - ((1 - _beta2) * square * Math.Sign(moment - square)),
        _ => moment + square,
    };

    /// <summary>The rate of a round, counted from 1: the published implementation takes the powers of the round after it.</summary>
    private double CorrectedRate(long round) => _learningRate * Math.Sqrt(1 - Power(_beta2, round + 1)) / (1 - Power(_beta1, round + 1));

    private static double Power(double number, long exponent)
    {
        // Below 2^-60 a power no longer shows beside 1.
        const double Negligible = 1.0 / (1L << 60);
        var power = 1.0;
        for (var i = 0L; i < exponent && power > Negligible; i++)
        {
            power *= number;
        }

        return power;
    }
}
