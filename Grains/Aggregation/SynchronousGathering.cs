using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// Rounds of updates that were all trained on the newest version: one is over when as many participants as are asked for have sent one, or when its deadline
/// has fired and a minimum has.
/// </summary>
/// <param name="settings">The federation's settings.</param>
internal sealed class SynchronousGathering(RoundBookSettings settings) : BufferGathering(settings)
{
    /// <inheritdoc />
    protected override UpdateVerdict? Refuse(AdmittedUpdate update, long staleness) =>
        staleness > 0 ? UpdateVerdict.Stale : IsPlaceTaken(update) ? UpdateVerdict.Closed : null;

    /// <inheritdoc />
    protected override RoundReason? IsOver(Participants participants) =>
        Settings.Rules.Goal > 0 && Contents.Participants.Count >= Settings.Rules.Goal ? RoundReason.Goal
        : Settings.Rules.Goal == 0 && participants.AreAllAwaitedIn(Contents.Participants) ? RoundReason.Complete
        : IsExpired && Contents.Participants.Count >= Settings.Rules.Minimum ? RoundReason.Deadline
        : null;
}
