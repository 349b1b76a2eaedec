using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;
using StrategyUpdate = FederatedOrleans.Learning.Strategies.Contribution;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// Makes a version of the record of the one before and of the updates that its own record names, whatever an aggregator would have made of the log.
/// The arithmetic is that of models and strategies; which numbers go into it is said here a second time.
/// </summary>
/// <param name="model">The local model.</param>
/// <param name="strategy">The strategy.</param>
/// <param name="accumulates">Whether sums go on from round to round.</param>
internal sealed class VersionMaker(ILocalModel model, IStrategy strategy, bool accumulates)
{
    /// <summary>Whether versions are made and hashed by the rule of <c>seed-weight</c>.</summary>
    public bool IsSeedWeight => model.Name == SeedWeight.Name && strategy.Name == SeedWeightRound.Strategy;

    /// <summary>What a record says.</summary>
    /// <param name="round">The record; null before the first version.</param>
    public VersionContent Read(RoundEntry? round) => VersionContent.Of(round, model, strategy);

    /// <summary>Makes a version.</summary>
    /// <param name="previous">The record of the version before; null before the first.</param>
    /// <param name="inputs">The inputs that the version's record names.</param>
    /// <param name="updates">The updates at their offsets, in the same order.</param>
    /// <returns>The version; null where these updates cannot make one.</returns>
    public VersionContent? TryMake(RoundEntry? previous, IReadOnlyList<RoundInput> inputs, IReadOnlyList<UpdateContent> updates)
    {
        var before = Read(previous);
        var samples = updates.Aggregate(0L, (sum, update) => unchecked(sum + update.Message.Samples));
        if (IsSeedWeight)
        {
            double[] weights = [.. updates.Select(update => update.Weights[0])];
            var (globalWeight, running) = SeedWeightRound.Combine(weights, before.Running);
            return before with { State = new([globalWeight], [], 0), Samples = samples, Running = running };
        }

        return model.Form == ContributionForm.Sums ? TryAdd(before, updates, samples) : TryCombine(before, inputs, updates, samples);
    }

    /// <summary>The hash of a version.</summary>
    /// <param name="round">The record, for what is not computed.</param>
    /// <param name="made">The version.</param>
    /// <param name="inputs">The hashes of its updates.</param>
    public string HashOf(RoundEntry round, VersionContent made, IReadOnlyCollection<string> inputs) => RoundHash.Compute(
        round.Version,
        round.WindowStart,
        round.WindowEnd,
        model.Name,
        strategy.Name,
        inputs,
        made.Samples,
        made.State,
        made.Running.Value,
        made.BaseVersion,
        made.Sums);

    private VersionContent? TryAdd(VersionContent before, IReadOnlyList<UpdateContent> updates, long samples)
    {
        var goesOn = accumulates && before.Sums.Length == model.ContributionLength;
        var total = goesOn ? (Int128[])before.Sums.Clone() : new Int128[model.ContributionLength];
        foreach (var update in updates)
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] = unchecked(total[i] + update.Sums[i]);
            }
        }

        samples = unchecked(samples + (goesOn ? before.Samples : 0));
        return model.AcceptsSums(samples, total)
            ? before with { State = new(model.WeightsOf(total), [], before.State.Steps + 1), Sums = total, Samples = samples }
            : null;
    }

    private VersionContent? TryCombine(VersionContent before, IReadOnlyList<RoundInput> inputs, IReadOnlyList<UpdateContent> updates, long samples)
    {
        var areDeltas = model.Form == ContributionForm.Delta;
        try
        {
            var state = strategy.IsLinear
                ? Sum(updates) is { } sum ? strategy.Combine(before.State, sum, areDeltas) : null
                : strategy.Combine(before.State, [.. updates.Select((update, index) => ToStrategy(inputs[index], update))], areDeltas);
            return state is null ? null : before with { State = state, Sums = [], Samples = samples };
        }
        catch (ArgumentException)
        {
            // Records are open to everyone who may write: numbers that no strategy takes are an ordinary finding.
            return null;
        }
    }

    private WeightedSum? Sum(IReadOnlyList<UpdateContent> updates)
    {
        WeightedSum sum = new(model.ContributionLength);
        return updates.All(update => update.Message.Inputs is null
            ? sum.TryAdd(Singles(update), strategy.WeightOf(update.Message.Samples))
            : TryAddRegional(sum, update)) ? sum : null;
    }

    /// <summary>What a region sent is a part of the sum.</summary>
    private static bool TryAddRegional(WeightedSum sum, UpdateContent update)
    {
        if (WeightedSum.FromValues(update.Sums, update.Message.Weight ?? 0, update.Message.Inputs!.Count) is not { } part)
        {
            return false;
        }

        sum.Add(part);
        return true;
    }

    private static StrategyUpdate ToStrategy(RoundInput input, UpdateContent update) =>
        new(update.Message.Participant, update.Message.Samples, Singles(update), input.Staleness ?? 0, input.Order ?? 0);

    private static float[] Singles(UpdateContent update) => Array.ConvertAll(update.Weights, weight => (float)weight);
}
