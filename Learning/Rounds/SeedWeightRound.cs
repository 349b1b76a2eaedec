using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Learning.Rounds;

/// <summary>How the weights of <see cref="SeedWeight"/> become a version: the strategy <c>mean</c>.</summary>
public static class SeedWeightRound
{
    /// <summary>The name of the strategy.</summary>
    public const string Strategy = "mean";

    /// <summary>The global weight and the running mean of one version.</summary>
    /// <param name="weights">The weights of the round's participants in ordinal order of their names; at least one.</param>
    /// <param name="before">The running mean before this version.</param>
    /// <returns>The mean over this round, and the running mean with this round's weights at its end.</returns>
    /// <exception cref="ArgumentException">There are no weights.</exception>
    public static (double GlobalWeight, RunningMean Running) Combine(ReadOnlySpan<double> weights, RunningMean before)
    {
        if (weights.IsEmpty)
        {
            throw new ArgumentException("A round needs at least one weight.", nameof(weights));
        }

        var round = default(RunningMean);
        foreach (var weight in weights)
        {
            round = round.Add(weight);
            before = before.Add(weight);
        }

        return (round.Value, before);
    }
}
