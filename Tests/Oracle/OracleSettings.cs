namespace FederatedOrleans.Tests.Oracle;

/// <summary>What the oracle has to know of a federation.</summary>
/// <param name="WindowMs">Length of a window.</param>
/// <param name="LatenessMs">How long a window stays open behind the largest event time.</param>
/// <param name="MaxFutureSkewMs">How far an event time may lie past its Kafka timestamp.</param>
/// <param name="Features">The JSON fields of temperature and vibration.</param>
/// <param name="Participants">Every participant's name, in any order.</param>
public sealed record OracleSettings(
    long WindowMs, long LatenessMs, long MaxFutureSkewMs, IReadOnlyList<string> Features, IReadOnlyList<string> Participants);
