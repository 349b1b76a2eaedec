namespace FederatedOrleans.Edge.Verify;

/// <summary>What verification makes of a version.</summary>
internal enum VerdictKind
{
    /// <summary>Recomputed bit for bit.</summary>
    Equal,

    /// <summary>The record and the logs contradict each other.</summary>
    Different,

    /// <summary>Something that the version was made from is not there any more.</summary>
    NotVerifiable,
}
