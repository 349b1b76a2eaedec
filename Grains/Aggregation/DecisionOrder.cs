using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Grains.Aggregation;

/// <summary>
/// Which entries of a rounds log count: each has a place, a version and a step, and the first at the next place does. So whoever writes can disturb others, but
/// all who read agree.
/// </summary>
/// <param name="version">The newest version so far.</param>
/// <param name="step">How many control entries came after it.</param>
/// <param name="isBeginningLost">Whether entries before are gone: then the first version that is there counts.</param>
internal sealed class DecisionOrder(long version = 0, int step = 0, bool isBeginningLost = false)
{
    private bool _isBeginningLost = isBeginningLost;

    /// <summary>The newest version.</summary>
    public long Version { get; private set; } = version;

    /// <summary>How many control entries came after it.</summary>
    public int Step { get; private set; } = step;

    /// <summary>Takes the next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>Whether it decides something. Entries that only inform do not.</returns>
    public bool Take(RoundsEntry entry)
    {
        switch (entry)
        {
            case RoundEntry round when _isBeginningLost || (round.Version == Version + 1 && (round.Step ?? 0) == Step):
                (Version, Step, _isBeginningLost) = (round.Version, 0, false);
                return true;
            case ControlEntry control when control.Version == Version + 1 && control.Step == Step:
                Step++;
                return true;
            default:
                return false;
        }
    }
}
