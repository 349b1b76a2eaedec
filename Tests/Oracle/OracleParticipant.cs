namespace FederatedOrleans.Tests.Oracle;

/// <summary>What a participant must have made of its partition.</summary>
public sealed record OracleParticipant
{
    /// <summary>Readings that are in a window.</summary>
    public required long Readings { get; init; }

    /// <summary>Readings whose window had closed.</summary>
    public required long Late { get; init; }

    /// <summary>Readings too far past their Kafka timestamp.</summary>
    public required long Future { get; init; }

    /// <summary>Records that are no reading.</summary>
    public required long Malformed { get; init; }

    /// <summary>Number of present values per feature among the readings that are in a window.</summary>
    public required IReadOnlyDictionary<string, long> Present { get; init; }

    /// <summary>Every window that holds a reading, by start, those included that only close when the participant is idle.</summary>
    public required IReadOnlyList<OracleWindow> Windows { get; init; }

    /// <summary>End of the last window that the readings alone have closed; null when they have closed none.</summary>
    public required long? ClosedThrough { get; init; }
}
