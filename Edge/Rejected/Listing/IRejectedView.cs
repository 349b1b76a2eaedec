namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>Shows rejected records one after the other.</summary>
internal interface IRejectedView
{
    /// <summary>Shows a record, or keeps it for a short while.</summary>
    void Write(RejectedRecord record);

    /// <summary>Shows what is kept, then the counts.</summary>
    void Complete(RejectedSummary summary);
}
