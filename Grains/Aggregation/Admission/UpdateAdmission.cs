using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Exact;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Aggregation.Admission;

/// <summary>Checks what an update says, one thing after the other; the first that is wrong is the reason. A function of the message alone.</summary>
internal sealed class UpdateAdmission(AdmissionRules rules)
{
    /// <summary>More readings than any partition can bring; sums of samples stay far from overflowing.</summary>
    internal const long MostSamples = 1L << 40;

    private static readonly double[] Nothing = [];

    /// <summary>Checks an update.</summary>
    /// <param name="message">A message of kind <see cref="UpdateKind.Update"/> from a participant of the federation.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="verdict"><see cref="UpdateVerdict.Accepted"/>, or what is wrong.</param>
    /// <returns>The update; null if something is wrong.</returns>
    public AdmittedUpdate? Check(UpdateMessage message, long offset, out UpdateVerdict verdict)
    {
        var weights = WeightsOf(message);
        var sums = message.Sums is { } packed ? PackedNumbers.ToSums(packed) : [];
        if (weights is null || sums is null || !HasOneContent(message) || !IsWellFormed(message))
        {
            verdict = UpdateVerdict.Malformed;
            return null;
        }

        var isDelta = rules.Model.Form == ContributionForm.Delta;
        var singles = rules.IsSeedWeight ? [] : Array.ConvertAll(weights, weight => (float)weight);
        if (!rules.IsSeedWeight)
        {
            weights = Array.ConvertAll(singles, weight => (double)weight);
        }

        var hash = message.Model is { } model ? HashOf(message, model, weights, sums) : "";
        verdict = hash != message.Hash && !(message.Hash is null && IsExternal(message)) ? UpdateVerdict.Malformed
            : message.Model != rules.Model.Name ? UpdateVerdict.Model
            : (message.Sums is not null) != (rules.Model.Form == ContributionForm.Sums) || (isDelta && message.BaseVersion is null) ? UpdateVerdict.Model
            : weights.Length + sums.Length != rules.Model.ContributionLength ? UpdateVerdict.Dimension
            : !Array.TrueForAll(weights, double.IsFinite) ? UpdateVerdict.NotFinite
            : !IsInRange(weights, singles) ? UpdateVerdict.Range
            : message.Samples < 1 || message.Samples > LargestSamples ? UpdateVerdict.Samples
            : message.Sums is not null && !rules.Model.AcceptsSums(message.Samples, sums) ? UpdateVerdict.Range
            : rules.MaxNorm is { } norm && !(NormOf(weights) <= norm) ? UpdateVerdict.Norm
            : UpdateVerdict.Accepted;
        return verdict != UpdateVerdict.Accepted ? null : new()
        {
            Participant = message.Participant,
            Offset = offset,
            Log = message.Log,
            Id = message.WindowStart is null ? message.Id : null,
            WindowStart = message.WindowStart,
            WindowEnd = message.WindowEnd,
            BaseVersion = message.BaseVersion,
            Samples = message.Samples,
            Hash = hash,
            Numbers = rules.IsSeedWeight ? weights : Nothing,
            Singles = singles,
            Sums = sums,
        };
    }

    private long LargestSamples => rules.IsSeedWeight || rules.Model.Form == ContributionForm.Sums ? MostSamples : ExactRange.MaxWeight;

    private bool IsExternal(UpdateMessage message) => rules.ExternalParticipants.Contains(message.Participant);

    /// <summary>The weights of either form; null when the bytes are none.</summary>
    private static double[]? WeightsOf(UpdateMessage message) =>
        message.WeightsBase64 is { } packed ? PackedNumbers.ToSingles(packed) : message.Weights is { } weights ? [.. weights] : [];

    private static bool HasOneContent(UpdateMessage message) =>
        (message.Weights is null ? 0 : 1) + (message.WeightsBase64 is null ? 0 : 1) + (message.Sums is null ? 0 : 1) == 1;

    private bool IsWellFormed(UpdateMessage message)
    {
        var hasWindow = message.WindowStart is { } start
            ? TumblingWindow.IsInCalendar(start, rules.WindowMs)
                && message.WindowEnd == start + rules.WindowMs
                && TumblingWindow.StartOf(start, rules.WindowMs) == start
            : message.WindowEnd is null && IsExternal(message) && !rules.NeedsWindow;
        var hasCounts = message.Present is { } present
            ? present.Count == rules.FeatureCount && (IsAbsurd(message.Samples) || present.All(count => count >= 0 && count <= MostPresent(message)))
            : IsExternal(message);
        return hasWindow && hasCounts && message.Inputs is null && message.Weight is null && message.BaseVersion is null or >= 0 && (message.Id is null || Guid.TryParseExact(message.Id, "D", out _));
    }

    /// <summary>Readings that a model had no use for, such as one without a label, have values and are no samples.</summary>
    private long MostPresent(UpdateMessage message) => rules.IsSeedWeight ? message.Samples : LargestSamples;

    /// <summary>Counts cannot be compared with a number of samples that has its own reason to be rejected for.</summary>
    private bool IsAbsurd(long samples) => samples < 1 || samples > LargestSamples;

    private static string HashOf(UpdateMessage message, string model, double[] weights, Int128[] sums)
    {
        var (start, end) = (message.WindowStart ?? 0, message.WindowEnd ?? 0);
        long[] present = [.. message.Present ?? []];
        return model == SeedWeight.Name
            ? UpdateHash.Compute(message.Participant, model, start, end, message.Samples, present, weights)
            : UpdateHash.Compute(message.Participant, model, start, end, message.Samples, present, weights, message.BaseVersion ?? 0, sums, message.Id);
    }

    private bool IsInRange(double[] weights, float[] singles) =>
        rules.IsSeedWeight ? Array.TrueForAll(weights, weight => Math.Abs(weight) <= SeedWeight.MaxWeight) : ExactRange.Contains(singles);

    private static double NormOf(double[] weights)
    {
        var squares = 0.0;
        foreach (var weight in weights)
        {
            squares += weight * weight;
        }

        return Math.Sqrt(squares);
    }
}
