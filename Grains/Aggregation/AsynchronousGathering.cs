using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// A buffer of updates on any version that is not too old, as in FedBuff (Nguyen et al., arXiv 2106.06639, algorithm 1): it becomes a version when it is full,
/// or when it has waited long enough.
/// </summary>
/// <param name="settings">The federation's settings.</param>
internal sealed class AsynchronousGathering(RoundBookSettings settings) : BufferGathering(settings)
{
    /// <inheritdoc />
    protected override UpdateVerdict? Refuse(AdmittedUpdate update, long staleness) => staleness > Settings.Rules.MaxStaleness ? UpdateVerdict.Stale : null;

    /// <inheritdoc />
    protected override RoundReason? IsOver(Participants participants) =>
        Contents.Count >= Settings.Rules.BufferGoal ? RoundReason.Goal
        : IsExpired ? RoundReason.Flush
        : null;
}
