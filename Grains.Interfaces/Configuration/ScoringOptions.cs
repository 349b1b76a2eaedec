namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>How the fog nodes of a federation score the readings that pass. Bound from <c>Federations:&lt;name&gt;:Scoring</c>.</summary>
public sealed class ScoringOptions
{
    /// <summary>What scores. Default none.</summary>
    public ScoringSource Source { get; set; } = ScoringSource.None;

    /// <summary>The share of normal readings that must not count as anomalies: above 0 and below 1. Default 0.99.</summary>
    public double Quantile { get; set; } = 0.99;

    /// <summary>
    /// How many readings of a node train: 0 or more. With 0 all do, and all are scored; otherwise the first that it counts, and scoring begins after them.
    /// Default 0.
    /// </summary>
    public long TrainingReadings { get; set; }

    /// <summary>Whether the anomalies topic gets the score of every reading and not only of anomalies. Default no.</summary>
    public bool PublishAll { get; set; }
}
