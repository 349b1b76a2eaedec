namespace FederatedOrleans.Grains.Aggregation;

/// <summary>What an aggregator makes of one message.</summary>
internal enum UpdateVerdict
{
    /// <summary>The update is part of its round.</summary>
    Accepted,

    /// <summary>The message reports progress only.</summary>
    Progress,

    /// <summary>The participant has become idle.</summary>
    BecameIdle,

    /// <summary>The same update came before.</summary>
    Duplicate,

    /// <summary>The message is larger than allowed.</summary>
    Size,

    /// <summary>The message contradicts itself or is none.</summary>
    Malformed,

    /// <summary>It belongs to another federation.</summary>
    Federation,

    /// <summary>The participant is not part of the federation.</summary>
    Unknown,

    /// <summary>It is of another model, or in another form than the model's.</summary>
    Model,

    /// <summary>It has another number of numbers than the model.</summary>
    Dimension,

    /// <summary>A number is NaN or infinite.</summary>
    NotFinite,

    /// <summary>A number is out of range.</summary>
    Range,

    /// <summary>The number of samples is out of range.</summary>
    Samples,

    /// <summary>The weights' norm is too large.</summary>
    Norm,

    /// <summary>The base is too old, or does not exist yet.</summary>
    Stale,

    /// <summary>Another update of the same identity came first.</summary>
    Conflict,

    /// <summary>The update's round had closed, or its place in the round was taken.</summary>
    Closed,

    /// <summary>The participant is quarantined.</summary>
    Quarantined,

    /// <summary>The participant belongs to a region and has written to the root.</summary>
    Region,
}
