using System.Text;
using FederatedOrleans.Learning.Models;

namespace FederatedOrleans.Grains.Fog;

/// <summary>
/// Scores the readings of one node as they pass. Nothing is allocated for a reading that is not published. With the node's own model the scores are a
/// function of the log; with a global one they name the version.
/// </summary>
internal sealed class PassingScorer(FogNodeState state, FogSettings settings)
{
    /// <summary>How many scores may wait until the node handles no further reading.</summary>
    public const int MaxWaiting = 1_000;

    /// <summary>A sensor is a name; of anything larger the beginning is published.</summary>
    private const int MaxSensorBytes = 256;

    private readonly ScoringSettings _scoring = settings.Scoring;
    private IReadingScorer? _scorer;
    private long? _version;

    /// <summary>Whether scores have to leave before the next reading.</summary>
    public bool IsFull => state.Scores.Count >= MaxWaiting;

    /// <summary>Whether the next counted reading trains the model.</summary>
    public bool IsTraining => _scoring.TrainingReadings == 0 || state.Readings < _scoring.TrainingReadings;

    /// <summary>From now on scores with a version of the global model; one that is not above that in use changes nothing.</summary>
    /// <param name="version">The version.</param>
    /// <param name="scorer">Its scorer; null when the version cannot score.</param>
    public void UseGlobal(long version, IReadingScorer? scorer)
    {
        if (!_scoring.IsOwn && (_version is null || version > _version))
        {
            (_version, _scorer) = (version, scorer);
        }
    }

    /// <summary>Adds the sums of a closed window to the node's own model.</summary>
    /// <param name="sums">The window's contribution.</param>
    public void Merge(ReadOnlySpan<Int128> sums)
    {
        if (!_scoring.IsOwn)
        {
            return;
        }

        state.OwnSums = Sum(state.OwnSums, sums);
        if (_scoring.TrainingReadings == 0)
        {
            UseOwn(state.OwnSums);
        }
    }

    /// <summary>Makes the node's own model anew from its state: when the node starts, and after the last reading that trains.</summary>
    public void Rebuild()
    {
        if (!_scoring.IsOwn || (_scoring.TrainingReadings > 0 && IsTraining))
        {
            return;
        }

        var sums = state.OwnSums;
        foreach (var window in _scoring.TrainingReadings > 0 ? state.Windows : [])
        {
            sums = Sum(sums, settings.Model.Close(window.Content, []).Sums);
        }

        UseOwn(sums);
    }

    /// <summary>Scores a counted reading, if there is a model to do so and the reading did not train one that must not see it.</summary>
    /// <param name="values">One value per feature.</param>
    /// <param name="sensor">The sensor's name in UTF-8.</param>
    /// <param name="offset">The reading's offset.</param>
    /// <param name="time">Its event time.</param>
    public void Score(ReadOnlySpan<double> values, ReadOnlySpan<byte> sensor, long offset, long time)
    {
        if (_scorer is null)
        {
            return;
        }

        var score = _scorer.Score(values, out var isAnomaly);
        if (double.IsNaN(score))
        {
            return;
        }

        state.Scored++;
        state.Anomalies += isAnomaly ? 1 : 0;
        if (isAnomaly || _scoring.PublishAll)
        {
            state.Scores.Add(new()
            {
                Federation = settings.Federation,
                Log = settings.Log,
                Partition = settings.Partition,
                Offset = offset,
                Sensor = sensor.IsEmpty ? null : Encoding.UTF8.GetString(sensor[..Math.Min(sensor.Length, MaxSensorBytes)]),
                Time = time,
                Score = Math.Min(score, double.MaxValue),
                Anomaly = isAnomaly,
                Version = _version,
            });
        }
    }

    private void UseOwn(Int128[] sums) =>
        _scorer = sums.Length == 0 ? null : settings.Model.CreateScorer(settings.Model.WeightsOf(sums), _scoring.Quantile);

    private static Int128[] Sum(Int128[] one, ReadOnlySpan<Int128> other)
    {
        Int128[] sum = one.Length == 0 ? new Int128[other.Length] : [.. one];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += other[i];
        }

        return sum;
    }
}
