namespace FederatedOrleans.Benchmarks.Aggregate;

/// <summary>How large a round is.</summary>
/// <param name="Updates">Number of updates.</param>
/// <param name="Weights">Number of weights of each.</param>
internal sealed record RoundShape(int Updates, int Weights)
{
    /// <summary>How many updates the robust strategies assume to be malicious: a tenth, which all of them allow.</summary>
    public int Malicious => Updates / 10;

    /// <summary>The size of all updates.</summary>
    public long Bytes => (long)Updates * Weights * sizeof(float);
}
