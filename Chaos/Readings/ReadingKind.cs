namespace FederatedOrleans.Chaos.Readings;

/// <summary>What must become of a reading.</summary>
internal enum ReadingKind
{
    /// <summary>It counts in its window.</summary>
    Counted,

    /// <summary>Its window has closed.</summary>
    Late,

    /// <summary>Its event time is too far past its Kafka timestamp.</summary>
    Future,

    /// <summary>It is no reading.</summary>
    Malformed,
}
