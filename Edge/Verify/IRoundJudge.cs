using FederatedOrleans.Grains.Interfaces.Topics;

namespace FederatedOrleans.Edge.Verify;

/// <summary>Judges the rounds of one configuration.</summary>
internal interface IRoundJudge
{
    /// <summary>Compares a round's record with what the logs give.</summary>
    /// <param name="entry">The record: a version, or a round that made none.</param>
    /// <param name="past">What is recorded before it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Finding> JudgeAsync(RoundsEntry entry, DecidedPast past, CancellationToken cancellationToken);

    /// <summary>Forgets what was replayed: the next round is judged from the records before it.</summary>
    void Restart();
}
