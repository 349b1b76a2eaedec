namespace FederatedOrleans.Tests.Oracle;

/// <summary>Everything that a federation must make of its sensor topic.</summary>
/// <param name="Participants">By name.</param>
/// <param name="Rounds">All versions once every participant is at the end of its partition and idle, none having been idle before.</param>
public sealed record OracleResult(IReadOnlyDictionary<string, OracleParticipant> Participants, IReadOnlyList<OracleRound> Rounds);
