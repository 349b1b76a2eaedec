namespace FederatedOrleans.Tests.Oracle;

/// <summary>A version of the global model that must come out.</summary>
/// <param name="Version">The version.</param>
/// <param name="WindowStart">Start of the window, Unix ms.</param>
/// <param name="Participants">Who contributed, in ordinal order.</param>
/// <param name="Samples">Number of readings.</param>
/// <param name="GlobalWeight">The mean of the participants' weights.</param>
/// <param name="RunningMean">The mean of all weights up to this version.</param>
public sealed record OracleRound(
    long Version, long WindowStart, IReadOnlyList<string> Participants, long Samples, double GlobalWeight, double RunningMean);
