namespace FederatedOrleans.Edge.Rejected;

/// <summary>Which rejected records are wanted.</summary>
/// <param name="ReasonPrefix">How the reason has to begin; null for any.</param>
/// <param name="Since">The smallest Kafka timestamp, Unix milliseconds; null for any.</param>
internal sealed record RejectedFilter(string? ReasonPrefix, long? Since)
{
    /// <summary>Whether a record is wanted.</summary>
    public bool Matches(RejectedRecord record) =>
        (ReasonPrefix is null || record.Reason?.StartsWith(ReasonPrefix, StringComparison.Ordinal) == true)
        && (Since is null || record.Timestamp >= Since);
}
