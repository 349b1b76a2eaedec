namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>A round that closed, as far as a successor needs to know it in order to go on from there.</summary>
public interface IRoundMark
{
    /// <summary>Start of the window, Unix ms.</summary>
    long WindowStart { get; }

    /// <summary>End of the window (exclusive), Unix ms.</summary>
    long WindowEnd { get; }

    /// <summary>The updates of the round in ordinal order of their participants.</summary>
    IReadOnlyList<RoundInput> Inputs { get; }

    /// <summary>The updates of regions that the inputs came with; null where there are no regions.</summary>
    IReadOnlyList<RoundInput>? Regions { get; }

    /// <summary>The updates topic's log: Kafka cluster id and topic.</summary>
    string UpdatesLog { get; }

    /// <summary>The next offset of the updates partition when the round closed.</summary>
    long NextOffset { get; }

    /// <summary>Where a successor begins to read in order to rebuild the open rounds; at most <see cref="NextOffset"/>.</summary>
    long ResumeOffset { get; }

    /// <summary>How far every participant was at <see cref="NextOffset"/>.</summary>
    IReadOnlyList<ParticipantProgress> Participants { get; }
}
