namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// A feature of a reading and the column it comes from.
/// </summary>
/// <param name="Feature">The JSON field, such as <c>temperature</c>.</param>
/// <param name="Column">The column's name in the header of the file.</param>
public readonly record struct FeatureColumn(string Feature, string Column);
