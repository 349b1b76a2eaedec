namespace FederatedOrleans.Edge.Verify;

/// <summary>Counts verdicts and says what the command's exit code is.</summary>
/// <param name="what">What is counted, for people.</param>
internal sealed class VerifySummary(string what = "versions")
{
    private readonly long[] _verdicts = new long[Enum.GetValues<VerdictKind>().Length];

    /// <summary>0: every version is equal; 1: one differs; 2: one is not verifiable, or there is none.</summary>
    public int ExitCode =>
        this[VerdictKind.Different] > 0 ? 1
        : this[VerdictKind.NotVerifiable] > 0 || this[VerdictKind.Equal] == 0 ? 2
        : 0;

    /// <summary>How many verdicts there are.</summary>
    public long Total => _verdicts.Sum();

    /// <summary>How many versions got a verdict.</summary>
    /// <param name="kind">The verdict.</param>
    public long this[VerdictKind kind] => _verdicts[(int)kind];

    /// <summary>Counts a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public void Add(VersionVerdict verdict) => _verdicts[(int)verdict.Kind]++;

    /// <inheritdoc />
    public override string ToString() =>
        $"verified {Total} {what}: {this[VerdictKind.Equal]} equal, {this[VerdictKind.Different]} different, "
        + $"{this[VerdictKind.NotVerifiable]} not verifiable";
}
