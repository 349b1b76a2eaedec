namespace FederatedOrleans.Edge.Verify;

/// <summary>One thing that a version's record says and that the logs do not bear out.</summary>
/// <param name="What">What differs.</param>
/// <param name="Expected">What the logs give.</param>
/// <param name="Found">What the record, or the log at the recorded place, says.</param>
internal sealed record Difference(string What, string Expected, string Found)
{
    /// <inheritdoc />
    public override string ToString() => $"{What}: expected {Expected}, found {Found}";
}
