namespace FederatedOrleans.Grains.Interfaces.Status;

/// <summary>What a federation's aggregator did not let count, and whom it has quarantined.</summary>
[GenerateSerializer, Immutable, Alias("fo.federation-rejections")]
public sealed record FederationRejections
{
    /// <summary>Rejected updates per participant and reason, in ordinal order.</summary>
    [Id(0)]
    public required IReadOnlyList<RejectionCount> Rejections { get; init; }

    /// <summary>Whose updates do not count until an operator releases them, in ordinal order.</summary>
    [Id(1)]
    public required IReadOnlyList<string> Quarantined { get; init; }
}
