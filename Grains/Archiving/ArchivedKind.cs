namespace FederatedOrleans.Grains.Archiving;

/// <summary>Which of a federation's topics a log is.</summary>
internal enum ArchivedKind
{
    /// <summary>Decisions.</summary>
    Rounds,

    /// <summary>What the decisions were made of.</summary>
    Updates,
}
