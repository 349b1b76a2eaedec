namespace FederatedOrleans.Sensors.Simulation;

/// <summary>
/// What a simulated record is.
/// </summary>
public enum ReadingKind
{
    /// <summary>A reading with all its fields.</summary>
    Complete,

    /// <summary>A reading with temperature, vibration or both null.</summary>
    NullValue,

    /// <summary>A reading without temperature, vibration, both or its timestamp.</summary>
    MissingField,

    /// <summary>No reading: truncated JSON, text in place of a number, no JSON at all, or bytes that are not UTF-8.</summary>
    Malformed,
}
