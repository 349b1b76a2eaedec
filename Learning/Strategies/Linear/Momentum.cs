using FederatedOrleans.Learning.Parameters;

namespace FederatedOrleans.Learning.Strategies.Linear;

/// <summary>
/// Federated averaging with momentum at the server (<c>fedavgm</c>, Hsu et al., arXiv 1909.06335): with the weighted mean change d of a round,
/// <c>m = Momentum * m - d</c> and <c>w = w - LearningRate * m</c>.
/// </summary>
internal sealed class Momentum : LinearStrategy
{
    /// <summary>The strategy's name.</summary>
    public const string FedAvgM = "fedavgm";

    private readonly double _learningRate;
    private readonly double _momentum;

    /// <summary>Creates the strategy.</summary>
    /// <param name="settings">Its settings.</param>
    public Momentum(StrategySettings settings)
        : base(FedAvgM, memories: 1)
    {
        ParameterReader reader = new(FedAvgM, settings.Parameters);
        _learningRate = reader.Number("LearningRate", 1, 1e-9, 1e3);
        _momentum = reader.Number("Momentum", 0.9, 0, 0.999999);
        reader.RefuseOthers();
    }

    /// <inheritdoc />
    protected override bool NeedsChange => true;

    /// <inheritdoc />
    protected override StrategyState Step(StrategyState before, double[] mean, double[] memory, bool isChange)
    {
        for (var i = 0; i < mean.Length; i++)
        {
            memory[i] = (_momentum * memory[i]) - mean[i];
            mean[i] = before.Weights[i] - (_learningRate * memory[i]);
        }

        return new(mean, memory, before.Steps + 1);
    }
}
