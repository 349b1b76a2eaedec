namespace FederatedOrleans.Sensors.Simulation;

/// <summary>
/// One record of the simulator.
/// </summary>
/// <param name="Kind">What the record is.</param>
/// <param name="Key">The sensor id in UTF-8: the message key. Shared by all readings of the sensor; not to be changed.</param>
/// <param name="Value">The record's bytes, valid until the simulator makes the next one.</param>
public readonly record struct SimulatedReading(ReadingKind Kind, byte[] Key, ReadOnlyMemory<byte> Value);
