namespace FederatedOrleans.Learning.Strategies.Linear;

/// <summary>
/// The mean of the updates: of all alike (<c>mean</c>), or weighted by samples (<c>fedavg</c>, McMahan et al., arXiv 1602.05629, algorithm 1).
/// </summary>
/// <param name="name">The strategy's name.</param>
/// <param name="isWeighted">Whether samples are weights.</param>
internal sealed class Averaging(string name, bool isWeighted) : LinearStrategy(name, memories: 0)
{
    /// <summary>The name of the mean of all alike.</summary>
    public const string Mean = "mean";

    /// <summary>The name of the mean weighted by samples.</summary>
    public const string FedAvg = "fedavg";

    /// <inheritdoc />
    protected override bool NeedsChange => false;

    /// <inheritdoc />
    public override long WeightOf(long samples) => isWeighted ? samples : 1;

    /// <inheritdoc />
    protected override StrategyState Step(StrategyState before, double[] mean, double[] memory, bool isChange)
    {
        if (isChange)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += before.Weights[i];
            }
        }

        return new(mean, [], before.Steps + 1);
    }
}
