using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Exact;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;
using FederatedOrleans.Learning.Strategies;
using FederatedOrleans.Learning.Windows;

namespace FederatedOrleans.Grains.Aggregation.Regions;

/// <summary>Checks at the root what an update of a region says, one thing after the other; the first that is wrong is the reason. A function of the message alone.</summary>
internal sealed class RegionalAdmission(RoundBookSettings settings)
{
    private readonly HashSet<string> _participants = [.. settings.Participants];

    /// <summary>Checks an update.</summary>
    /// <param name="message">A message of kind <see cref="UpdateKind.Update"/> from a region of the federation.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="verdict"><see cref="UpdateVerdict.Accepted"/>, or what is wrong.</param>
    /// <returns>The update; null if something is wrong.</returns>
    public AdmittedUpdate? Check(UpdateMessage message, long offset, out UpdateVerdict verdict)
    {
        if (message is not { Sums: { } packed, Inputs: { Count: > 0 } inputs, Model: { } model, WindowStart: { } start, WindowEnd: { } end }
            || PackedNumbers.ToSums(packed) is not { } sums
            || !IsWellFormed(message, inputs, start, end)
            || HashOf(message, model, inputs, sums) is not { } hash
            || hash != message.Hash)
        {
            verdict = UpdateVerdict.Malformed;
            return null;
        }

        verdict = inputs.Any(input => !IsOf(message.Participant, input.Participant)) ? UpdateVerdict.Unknown
            : message.Model != settings.Model.Name || (IsDelta && message.BaseVersion is null) ? UpdateVerdict.Model
            : sums.Length != settings.Model.ContributionLength ? UpdateVerdict.Dimension
            : !AddUp(message, inputs) ? UpdateVerdict.Samples
            : !AreInRange(message, inputs.Count, sums) ? UpdateVerdict.Range
            : UpdateVerdict.Accepted;
        return verdict != UpdateVerdict.Accepted ? null : new()
        {
            Participant = message.Participant,
            Offset = offset,
            Log = message.Log,
            Id = null,
            WindowStart = start,
            WindowEnd = end,
            BaseVersion = message.BaseVersion,
            Samples = message.Samples,
            Hash = hash,
            Sums = sums,
            Weight = message.Weight ?? 0,
            Inputs = [.. inputs.Select(input => input with { BaseVersion = null })],
        };
    }

    private bool IsDelta => settings.Model.Form == ContributionForm.Delta;

    private bool AreSums => settings.Model.Form == ContributionForm.Sums;

    private bool IsOf(string region, string participant) =>
        _participants.Contains(participant) && FederationRegions.AggregatorOf(settings.Federation, participant, settings.Regions) == region;

    private bool IsWellFormed(UpdateMessage message, IReadOnlyList<RoundInput> inputs, long start, long end)
    {
        if (message.Weights is not null || message.WeightsBase64 is not null || message.Present is not null || message.Id is not null
            || (message.Weight is null) != AreSums
            || message.BaseVersion < 0
            || !TumblingWindow.IsInCalendar(start, settings.WindowMs)
            || TumblingWindow.StartOf(start, settings.WindowMs) != start
            || end != start + settings.WindowMs)
        {
            return false;
        }

        string? before = null;
        foreach (var input in inputs)
        {
            if (input is not { Participant: not null, Hash: not null, Id: null, Staleness: null, Order: null, WindowStart: null }
                || input.Offset < 0
                || input.Offset >= message.NextOffset
                || input.BaseVersion != message.BaseVersion
                || string.CompareOrdinal(before, input.Participant) >= 0)
            {
                return false;
            }

            before = input.Participant;
        }

        return true;
    }

    /// <summary>Samples and weights are the sums of those of the updates; none of these is more than an update may have.</summary>
    private bool AddUp(UpdateMessage message, IReadOnlyList<RoundInput> inputs)
    {
        var (samples, weight, largest) = (0L, 0L, AreSums ? UpdateAdmission.MostSamples : ExactRange.MaxWeight);
        foreach (var input in inputs)
        {
            if (input.Samples < 1 || input.Samples > largest)
            {
                return false;
            }

            samples += input.Samples;
            weight += AreSums ? 0 : settings.Strategy.WeightOf(input.Samples);
        }

        return samples == message.Samples && weight == (message.Weight ?? 0);
    }

    private bool AreInRange(UpdateMessage message, int updates, Int128[] sums) => AreSums
        ? settings.Model.AcceptsSums(message.Samples, sums)
        : WeightedSum.FromValues(sums, message.Weight ?? 0, updates) is not null;

    /// <summary>The hash of what a region made of several updates.</summary>
    /// <param name="message">What the region says.</param>
    /// <param name="model">The local model's name.</param>
    /// <param name="inputs">The updates.</param>
    /// <param name="sums">Their sums.</param>
    public static string HashOf(UpdateMessage message, string model, IReadOnlyList<RoundInput> inputs, Int128[] sums) => RegionalHash.Compute(
        message.Participant,
        model,
        message.WindowStart ?? 0,
        message.WindowEnd ?? 0,
        message.BaseVersion ?? 0,
        message.Samples,
        message.Weight ?? 0,
        sums,
        [.. inputs.Select(input => (input.Participant ?? "", input.Offset, input.Samples, input.Hash ?? ""))]);
}
