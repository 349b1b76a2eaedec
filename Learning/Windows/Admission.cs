namespace FederatedOrleans.Learning.Windows;

/// <summary>What a <see cref="WindowClock"/> makes of one reading's event time.</summary>
public enum Admission
{
    /// <summary>The reading belongs to an open window.</summary>
    Accepted,

    /// <summary>The reading's window has closed.</summary>
    Late,

    /// <summary>The event time is further past the record's Kafka time than allowed; it moves nothing.</summary>
    Future,
}
