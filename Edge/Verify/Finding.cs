namespace FederatedOrleans.Edge.Verify;

/// <summary>What came of comparing one round's record with the logs: nothing where both are null.</summary>
/// <param name="Difference">What differs first.</param>
/// <param name="Missing">The first offset that is missing; null where nothing is, or something differs anyway.</param>
/// <param name="Reason">What else is missing, in words.</param>
internal readonly record struct Finding(Difference? Difference, long? Missing = null, string? Reason = null)
{
    /// <summary>Whether the record is what the logs give.</summary>
    public bool IsEqual => Difference is null && Missing is null && Reason is null;
}
