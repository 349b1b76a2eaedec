using System.Text.Json;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;
using FederatedOrleans.Learning.Rounds;

namespace FederatedOrleans.Grains.Fog;

/// <summary>Writes what one fog node says.</summary>
internal sealed class UpdateMaker(FogSettings settings)
{
    /// <summary>A message without a contribution.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="closedThrough">The end of the last window that is closed, or null.</param>
    /// <param name="nextOffset">Every reading below it is accounted for.</param>
    public UpdateMessage Message(UpdateKind kind, long? closedThrough, long nextOffset) => new()
    {
        Federation = settings.Federation,
        Participant = settings.Participant,
        Kind = kind,
        Log = settings.Log,
        ClosedThrough = closedThrough,
        NextOffset = nextOffset,
    };

    /// <summary>Puts a contribution into a message.</summary>
    /// <param name="message">The message, with its window.</param>
    /// <param name="window">What the window held.</param>
    /// <param name="contribution">What came of it.</param>
    /// <param name="baseVersion">The version that it was trained on, where the model needs one.</param>
    /// <returns>The update; null when it is larger than a message may be.</returns>
    public UpdateMessage? Complete(UpdateMessage message, LocalWindow window, LocalContribution contribution, long? baseVersion)
    {
        var form = settings.Model.Form;
        if (form == ContributionForm.Weights && settings.Model.Name != SeedWeight.Name)
        {
            // They are counted in binary32: what is said and hashed is what counts.
            contribution = contribution with { Weights = Array.ConvertAll(contribution.Weights, weight => (double)(float)weight) };
        }

        var update = message with
        {
            Model = settings.Model.Name,
            Samples = contribution.Samples,
            Present = [.. window.Present],
            Weights = form == ContributionForm.Weights ? contribution.Weights : null,
            WeightsBase64 = form == ContributionForm.Delta ? PackedNumbers.FromSingles(contribution.Weights) : null,
            Sums = form == ContributionForm.Sums ? PackedNumbers.FromSums(contribution.Sums) : null,
            BaseVersion = baseVersion,
            Hash = Hash(message.WindowStart!.Value, message.WindowEnd!.Value, window, contribution, baseVersion ?? 0),
        };
        return JsonSerializer.SerializeToUtf8Bytes(update, TopicJson.Default.UpdateMessage).Length <= settings.MaxUpdateBytes ? update : null;
    }

    private string Hash(long start, long end, LocalWindow window, LocalContribution contribution, long baseVersion) => settings.Model.Name == SeedWeight.Name
        ? UpdateHash.Compute(settings.Participant, SeedWeight.Name, start, end, contribution.Samples, window.Present, contribution.Weights)
        : UpdateHash.Compute(
            settings.Participant,
            settings.Model.Name,
            start,
            end,
            contribution.Samples,
            window.Present,
            contribution.Weights,
            baseVersion,
            contribution.Sums);
}
