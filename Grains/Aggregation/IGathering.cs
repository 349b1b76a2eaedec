using FederatedOrleans.Grains.Aggregation.Admission;
using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>Which updates belong together, and when there are enough of them. Fed in offset order.</summary>
internal interface IGathering
{
    /// <summary>How many rounds hold updates.</summary>
    int OpenRounds { get; }

    /// <summary>Offset of the first update that has its place in an open round; the largest offset when there is none.</summary>
    long FirstOffset { get; }

    /// <summary>Tells open rounds apart: what the oldest one's deadline is counted for, or null when none is open.</summary>
    long? Oldest { get; }

    /// <summary>Whether the deadline of the oldest open round has fired.</summary>
    bool IsExpired { get; }

    /// <summary>Gives an update its place.</summary>
    /// <param name="update">The update.</param>
    /// <param name="sender">How far its participant was before it.</param>
    /// <param name="staleness">How many versions its base lay behind the newest one when it came, 0 or more.</param>
    UpdateVerdict Place(AdmittedUpdate update, ParticipantProgress sender, long staleness);

    /// <summary>The deadline of the oldest open round fired.</summary>
    /// <param name="deadline">The decision.</param>
    void Expire(DeadlineEntry deadline);

    /// <summary>Takes the oldest open round out if it is over.</summary>
    /// <param name="participants">How far the participants are.</param>
    GatheredRound? TryTake(Participants participants);

    /// <summary>Lets go of updates that were trained on a version which an operator has taken back.</summary>
    void Discard();

    /// <summary>Remembers the updates of a round that closed.</summary>
    /// <param name="windowStart">Start of its window, Unix ms.</param>
    /// <param name="windowEnd">End of its window, Unix ms.</param>
    /// <param name="inputs">Its updates; those of regions where there are some.</param>
    void Remember(long windowStart, long windowEnd, IReadOnlyList<RoundInput> inputs);
}
