namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// One reading of a recording.
/// </summary>
/// <param name="FileIndex">The position of its file among the files given, from 0.</param>
/// <param name="SensorId">The sensor.</param>
/// <param name="Timestamp">The event time, shifted if the files are aligned, in Unix milliseconds.</param>
/// <param name="Key">The sensor id in UTF-8: the message key.</param>
/// <param name="Value">The reading as JSON in UTF-8.</param>
public sealed record ReplayedReading(int FileIndex, string SensorId, long Timestamp, byte[] Key, byte[] Value);
