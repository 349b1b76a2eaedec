namespace FederatedOrleans.Learning.Models;

/// <summary>One reading as a model sees it.</summary>
/// <param name="values">One value per feature in the federation's order; NaN where it is missing or null, never infinite.</param>
/// <param name="sensor">Tells sensors of one partition apart; the same for all readings of a sensor.</param>
public readonly ref struct Reading(ReadOnlySpan<double> values, ulong sensor)
{
    /// <summary>One value per feature; NaN where it is missing.</summary>
    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>Tells sensors of one partition apart.</summary>
    public ulong Sensor { get; } = sensor;
}
