using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using static FederatedOrleans.Edge.Verify.RoundCheck;

namespace FederatedOrleans.Edge.Verify;

/// <summary>Compares a version's record of any model and strategy with the updates that it names and with what they make.</summary>
internal static class VersionCheck
{
    /// <summary>The first difference between a recorded input and the update at its offset, or null.</summary>
    /// <param name="round">The version's record.</param>
    /// <param name="input">The input.</param>
    /// <param name="update">The update at the input's offset; null where the record there is none.</param>
    /// <param name="settings">The settings in effect.</param>
    public static Difference? OfInput(RoundEntry round, RoundInput input, UpdateContent? update, RoundBookSettings settings)
    {
        var place = $"{input.Participant} at offset {input.Offset}";
        if (update is null)
        {
            return new($"the update of {place}", "an update", "something else");
        }

        var message = update.Message;
        var isOfWindow = settings.Rules.Mode == RoundMode.Window && message.WindowStart is not null;
        var length = update.Weights.Length + update.Sums.Length;
        return Compare($"the federation of {place}", settings.Federation, message.Federation)
            ?? Compare($"the participant of {place}", input.Participant, message.Participant)
            ?? Compare($"the model of {place}", round.Model, message.Model!)
            ?? (isOfWindow ? Compare($"the window start of {place}", round.WindowStart, message.WindowStart!.Value) : null)
            ?? Compare($"the numbers of {place}", settings.Model.ContributionLength, length)
            ?? Compare($"the samples of {place}", input.Samples, message.Samples)
            ?? Compare($"the hash that the update of {place} carries", update.Hash, message.Hash ?? update.Hash)
            ?? Compare($"the hash of {place}", update.Hash, input.Hash);
    }

    /// <summary>The first difference in the order of the inputs, or null: by participant, and several of one by offset and numbered so.</summary>
    /// <param name="round">The version's record.</param>
    public static Difference? OfOrder(RoundEntry round)
    {
        if (round.Inputs.Count == 0)
        {
            return new("the inputs", "at least one", "none");
        }

        for (var i = 0; i < round.Inputs.Count; i++)
        {
            var (before, input) = (i > 0 ? round.Inputs[i - 1] : null, round.Inputs[i]);
            var order = string.CompareOrdinal(before?.Participant, input.Participant);
            if (order > 0 || (order == 0 && before!.Offset >= input.Offset) || (order == 0 ? (before!.Order ?? 0) + 1 : 0) != (input.Order ?? 0))
            {
                return new("the order of the inputs", "ordinal order, then that of offsets", $"{input.Participant} at offset {input.Offset}");
            }
        }

        return null;
    }

    /// <summary>The first difference in what follows from the inputs, or null.</summary>
    /// <param name="round">The version's record.</param>
    /// <param name="made">What its inputs make; null for nothing.</param>
    /// <param name="maker">What made it.</param>
    /// <param name="inputs">The recomputed hashes of the inputs, in order.</param>
    public static Difference? OfNumbers(RoundEntry round, VersionContent? made, VersionMaker maker, IReadOnlyCollection<string> inputs)
    {
        if (made is null)
        {
            return new("the inputs", "updates that make a version", "updates that make none");
        }

        var isSeedWeight = maker.IsSeedWeight;
        return Compare("the samples", made.Samples, round.Samples)
            ?? Compare("the number of weights", made.State.Weights.Length, round.Weights.Count)
            ?? made.State.Weights.Index().Select(weight => Compare($"weight {weight.Index}", weight.Item, round.Weights[weight.Index])).FirstOrDefault(
                difference => difference is not null)
            ?? (isSeedWeight ? Compare("the global weight", made.State.Weights[0], round.GlobalWeight) : null)
            ?? Compare("the running sum", made.Running.Sum, round.RunningSum)
            ?? Compare("the running count", made.Running.Count, round.RunningCount)
            ?? (isSeedWeight ? Compare("the running mean", made.Running.Value, round.RunningMean) : null)
            ?? Compare("the sums", Text(made.Sums.Length == 0 ? null : PackedNumbers.FromSums(made.Sums)), Text(round.Sums))
            ?? Compare("the strategy's memory", Text(made.State.Memory.Length == 0 ? null : MemoryBytes.Of(made.State.Memory)), Text(round.Memory))
            ?? (isSeedWeight ? null : Compare("the steps", made.State.Steps, round.Steps ?? -1))
            ?? (isSeedWeight ? null : Compare("the base version", made.BaseVersion, round.BaseVersion ?? -1))
            ?? Compare("the hash of the version", maker.HashOf(round, made, inputs), round.Hash);
    }

    private static string Text(byte[]? bytes) => bytes is null ? "none" : Convert.ToBase64String(bytes);
}
