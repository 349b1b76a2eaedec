namespace FederatedOrleans.Tests.Federations;

/// <summary>How well scores tell faults from normal readings.</summary>
/// <param name="Count">Number of scored readings.</param>
/// <param name="F1">Of the anomalies: harmonic mean of precision and recall.</param>
/// <param name="Auc">Of the scores: how probable it is that a fault has a higher one than a normal reading.</param>
/// <param name="FalseAlarmRate">Share of the normal readings that counted as anomalies.</param>
public sealed record ScoreQuality(int Count, double F1, double Auc, double FalseAlarmRate)
{
    /// <summary>Computes it.</summary>
    public static ScoreQuality Of(IEnumerable<(double Score, bool IsAnomaly, bool IsFault)> scores)
    {
        (double Score, bool IsAnomaly, bool IsFault)[] all = [.. scores.OrderBy(score => score.Score)];
        double hits = all.Count(score => score.IsAnomaly && score.IsFault);
        double falseAlarms = all.Count(score => score.IsAnomaly && !score.IsFault);
        double faults = all.Count(score => score.IsFault);
        var normal = all.Length - faults;
        // Mann and Whitney: the sum of the faults' ranks; equal scores share theirs.
        var ranks = all.Select((score, index) => (score, Rank: index + 1.0)).GroupBy(entry => entry.score.Score)
            .Sum(tied => tied.Average(entry => entry.Rank) * tied.Count(entry => entry.score.IsFault));
        return new(
            all.Length,
            2 * hits / (hits + falseAlarms + faults),
            (ranks - (faults * (faults + 1) / 2)) / (faults * normal),
            falseAlarms / normal);
    }
}
