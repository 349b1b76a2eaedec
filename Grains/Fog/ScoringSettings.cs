namespace FederatedOrleans.Grains.Fog;

/// <summary>How one fog node scores readings.</summary>
internal sealed record ScoringSettings
{
    /// <summary>Whether the node scores with a model of its own; else only with what it is given.</summary>
    public bool IsOwn { get; init; }

    public double Quantile { get; init; } = 0.99;

    /// <summary>How many readings train, and are not scored; 0 for all, which then are scored as well.</summary>
    public long TrainingReadings { get; init; }

    /// <summary>Whether every score is published and not only those above the threshold.</summary>
    public bool PublishAll { get; init; }
}
