namespace FederatedOrleans.Learning.Models;

/// <summary>Says how unusual a reading is under one model. Safe to use from any thread.</summary>
public interface IReadingScorer
{
    /// <summary>A score above it is an anomaly when all features are present.</summary>
    double Threshold { get; }

    /// <summary>Scores one reading without allocating.</summary>
    /// <param name="values">One value per feature; NaN where it is missing.</param>
    /// <param name="isAnomaly">Whether the score is above the threshold for the features that are present.</param>
    /// <returns>The score, 0 or more; NaN when the reading holds too little to be scored.</returns>
    double Score(ReadOnlySpan<double> values, out bool isAnomaly);
}
