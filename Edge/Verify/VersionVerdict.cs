namespace FederatedOrleans.Edge.Verify;

/// <summary>What verification makes of one version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Kind">The verdict.</param>
/// <param name="Difference">What differs; null unless the version is different.</param>
/// <param name="MissingOffset">The first missing offset of the updates log; null where the version is verifiable or none is known.</param>
/// <param name="Reason">Why the version is not verifiable; null otherwise.</param>
internal sealed record VersionVerdict(
    long Version, VerdictKind Kind, Difference? Difference = null, long? MissingOffset = null, string? Reason = null)
{
    /// <summary>The region whose round is meant; null for a version of the federation.</summary>
    public string? Region { get; init; }

    /// <inheritdoc />
    public override string ToString() => Kind switch
    {
        VerdictKind.Equal => $"{Name} is equal",
        VerdictKind.Different => $"{Name} differs in {Difference}",
        _ => $"{Name} is not verifiable: {Reason}",
    };

    private string Name => Region is null ? $"version {Version}" : $"round {Version} of {Region}";
}
