namespace FederatedOrleans.Tests.Oracle;

/// <summary>A window of one participant, all its readings in.</summary>
/// <param name="Start">Its start, Unix ms.</param>
/// <param name="Samples">Number of readings.</param>
/// <param name="Present">Number of present values per feature.</param>
/// <param name="Weight">Its seed weight.</param>
public sealed record OracleWindow(long Start, long Samples, IReadOnlyList<long> Present, double Weight);
