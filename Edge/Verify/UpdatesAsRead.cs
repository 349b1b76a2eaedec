using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Edge.Verify;

/// <summary>
/// Reads the updates log as the aggregator read it. A record that is no sound message any more, but that an entry names as an input, was one then: in replays
/// an update of the same participant, round and samples stands in for it, with zeros for its numbers. So what is damaged shows in the version that it went
/// into, whose numbers come from the record itself, and in no version before, which only knows that it was there.
/// </summary>
/// <param name="settings">The settings in effect.</param>
/// <param name="named">What the rounds topic names.</param>
internal sealed class UpdatesAsRead(RoundBookSettings settings, NamedInputs named)
{
    /// <summary>A reading for each lag that a model could have, and more.</summary>
    private const int MaxReadings = 1_000;

    private readonly UpdateAdmission _admission = new(settings.ToAdmissionRules());
    private readonly HashSet<string> _participants = settings.Participants.ToHashSet(StringComparer.Ordinal);

    /// <summary>The record as it was read. What a region sent to its root is left as it is: the region's own rounds tell what it was.</summary>
    /// <param name="record">The record as it is found.</param>
    /// <param name="judged">The round that is judged.</param>
    /// <param name="past">What is recorded before it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The record itself unless something stands in for it.</returns>
    public async ValueTask<UpdateRecord> RestoreAsync(UpdateRecord record, IRoundMark judged, DecidedPast past, CancellationToken cancellationToken) =>
        !settings.IsTree && !IsSound(record) && await named.FindAsync(judged.UpdatesLog, record.Offset, cancellationToken) is { } input
            ? record with { Message = StandIn(record, input, judged, past) ?? record.Message }
            : record;

    private bool IsSound(UpdateRecord record) => record.Message is { } message
        && message.Federation == settings.Federation
        && _participants.Contains(message.Participant)
        && (message.Kind != UpdateKind.Update || _admission.Check(message, record.Offset, out _) is not null);

    private UpdateMessage? StandIn(UpdateRecord record, NamedInput named, IRoundMark judged, DecidedPast past)
    {
        var (found, input) = (record.Message, named.Input);
        var isExternal = settings.ExternalParticipants.Contains(input.Participant, StringComparer.Ordinal);
        var start = settings.Rules.Mode != RoundMode.Window ? input.WindowStart
            : isExternal && found is { WindowStart: null } ? null
            : named.Mark.WindowStart;
        // What the record says of progress stands beside its numbers; where it says nothing any more, the first round after it knows.
        UpdateMessage message = new()
        {
            Federation = settings.Federation,
            Participant = input.Participant,
            Kind = UpdateKind.Update,
            Log = found?.Log ?? "",
            ClosedThrough = found is null ? start + settings.WindowMs : found.ClosedThrough,
            NextOffset = found?.NextOffset ?? judged.Participants.FirstOrDefault(progress => progress.Participant == input.Participant)?.NextOffset ?? 0,
            WindowStart = start,
            WindowEnd = start + settings.WindowMs,
            Id = input.Id,
            Model = settings.Model.Name,
            Samples = input.Samples,
            Present = isExternal ? null : new long[settings.FeatureCount],
        };
        if (Fill(message, Math.Max(0, VersionAt(record.Offset, past) - (input.Staleness ?? 0))) is not { } filled)
        {
            return null;
        }

        // A region records the bases, as it knows no versions.
        filled = settings.IsRegion ? filled with { BaseVersion = input.BaseVersion } : filled;
        return filled with { Hash = UpdateContent.From(filled)!.Hash };
    }

    private UpdateMessage? Fill(UpdateMessage message, long baseVersion)
    {
        var length = settings.Model.ContributionLength;
        return settings.Model.Form switch
        {
            ContributionForm.Sums => SumsOf(message.Samples) is { } sums ? message with { Sums = PackedNumbers.FromSums(sums) } : null,
            ContributionForm.Delta => message with { BaseVersion = baseVersion, WeightsBase64 = PackedNumbers.FromSingles(new double[length]) },
            _ => message with { Weights = new double[length] },
        };
    }

    /// <summary>Sums that so many readings can have: nothing at all, or those of one reading of zeros as often.</summary>
    private Int128[]? SumsOf(long samples)
    {
        var model = settings.Model;
        var sums = new Int128[model.ContributionLength];
        var (window, zeros) = (model.Open(), new double[settings.FeatureCount]);
        for (var i = 0; i < MaxReadings && !model.AcceptsSums(samples, sums); i++)
        {
            model.Add(window, new(zeros, 0));
            var contribution = model.Close(window, []);
            if (contribution.Samples == 1)
            {
                sums = Array.ConvertAll(contribution.Sums, sum => unchecked(sum * samples));
            }
        }

        return model.AcceptsSums(samples, sums) ? sums : null;
    }

    private static long VersionAt(long offset, DecidedPast past) =>
        past.Versions.LastOrDefault(version => version.NextOffset <= offset)?.Version
        ?? Math.Max(0, (past.Versions.FirstOrDefault()?.Version ?? 1) - 1);
}
