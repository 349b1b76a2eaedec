using FederatedOrleans.Grains.Aggregation.Regions;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;

namespace FederatedOrleans.Edge.Verify;

/// <summary>What an update of any model contributes, with the hash that its content has.</summary>
/// <param name="Message">The message.</param>
/// <param name="Weights">The weights as they are counted; empty for sums.</param>
/// <param name="Sums">The sums; empty for weights.</param>
/// <param name="Hash">The hash recomputed from the content.</param>
internal sealed record UpdateContent(UpdateMessage Message, double[] Weights, Int128[] Sums, string Hash)
{
    /// <summary>The content of a message, or null where the message holds none.</summary>
    /// <param name="message">The message.</param>
    public static UpdateContent? From(UpdateMessage? message)
    {
        if (message is not { Kind: UpdateKind.Update, Model: { } model })
        {
            return null;
        }

        var weights = message.WeightsBase64 is { } packed ? PackedNumbers.ToSingles(packed) : message.Weights is { } numbers ? [.. numbers] : [];
        var sums = message.Sums is { } bytes ? PackedNumbers.ToSums(bytes) : [];
        if (weights is null || sums is null)
        {
            return null;
        }

        if (message.Inputs is { } inputs)
        {
            return !inputs.Contains(null!) ? new(message, weights, sums, RegionalAdmission.HashOf(message, model, inputs, sums)) : null;
        }

        var (start, end, present) = (message.WindowStart ?? 0, message.WindowEnd ?? 0, (long[])[.. message.Present ?? []]);
        if (model == SeedWeight.Name)
        {
            return new(message, weights, sums, UpdateHash.Compute(message.Participant, model, start, end, message.Samples, present, weights));
        }

        weights = Array.ConvertAll(weights, weight => (double)(float)weight);
        var hash = UpdateHash.Compute(
            message.Participant, model, start, end, message.Samples, present, weights, message.BaseVersion ?? 0, sums, message.Id);
        return new(message, weights, sums, hash);
    }
}
