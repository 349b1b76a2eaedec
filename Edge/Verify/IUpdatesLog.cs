namespace FederatedOrleans.Edge.Verify;

/// <summary>The partition of the updates topic in which an aggregator lives, as it is found when verification looks.</summary>
internal interface IUpdatesLog
{
    /// <summary>Topic and partition, for people.</summary>
    string Name { get; }

    /// <summary>The first offset that the log still holds.</summary>
    long Low { get; }

    /// <summary>The end offset.</summary>
    long High { get; }

    /// <summary>Whether offsets between <see cref="Low"/> and <see cref="High"/> may be missing; Kafka's own never are.</summary>
    bool HasHoles => false;

    /// <summary>Whether a recorded log identity, Kafka cluster id and topic, names this log.</summary>
    /// <param name="log">The recorded identity.</param>
    bool Is(string log);

    /// <summary>The first record at or past an offset. Cheapest where calls go forward.</summary>
    /// <param name="offset">The offset, <see cref="Low"/> or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The record, or null when there is none below <see cref="High"/>.</returns>
    ValueTask<UpdateRecord?> ReadAsync(long offset, CancellationToken cancellationToken);

    /// <summary>Says that an offset is missing, and what is known about it.</summary>
    /// <param name="offset">The offset.</param>
    string DescribeMissing(long offset) => DescribeByBounds(this, offset);

    /// <summary>Says that an offset is missing, by the log's bounds.</summary>
    /// <param name="log">The log.</param>
    /// <param name="offset">The offset.</param>
    static string DescribeByBounds(IUpdatesLog log, long offset) =>
        $"offset {offset} of {log.Name} is missing, which holds the offsets from {log.Low} up to {log.High}";
}
