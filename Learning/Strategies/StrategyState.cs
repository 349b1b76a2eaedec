namespace FederatedOrleans.Learning.Strategies;

/// <summary>A global model and what its strategy remembers from round to round.</summary>
/// <param name="Weights">The global weights.</param>
/// <param name="Memory">What the strategy remembers, such as moments of an optimizer: none, or a multiple of the number of weights.</param>
/// <param name="Steps">How many rounds it has combined, 0 or more.</param>
public sealed record StrategyState(double[] Weights, double[] Memory, long Steps)
{
    /// <summary>The state before the first round: all weights 0.</summary>
    /// <param name="weightCount">The number of weights.</param>
    public static StrategyState Initial(int weightCount) => new(new double[weightCount], [], 0);
}
