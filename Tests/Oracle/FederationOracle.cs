namespace FederatedOrleans.Tests.Oracle;

/// <summary>
/// Computes from raw sensor records what a federation must produce. Written from the rules alone, as simply as they can be said, and
/// sharing no code with what it judges.
/// </summary>
public static class FederationOracle
{
    /// <summary>Computes everything.</summary>
    /// <param name="settings">The federation.</param>
    /// <param name="records">Every participant's partition; who is absent has an empty one.</param>
    public static OracleResult Compute(OracleSettings settings, IReadOnlyDictionary<string, IReadOnlyList<SensorRecord>> records)
    {
        var participants = settings.Participants.ToDictionary(
            participant => participant,
            participant => ComputeParticipant(settings, records.TryGetValue(participant, out var own) ? own : []),
            StringComparer.Ordinal);
        return new(participants, ComputeRounds(participants));
    }

    private static OracleParticipant ComputeParticipant(OracleSettings settings, IReadOnlyList<SensorRecord> records)
    {
        var windows = new Dictionary<long, List<OracleReading>>();
        var (late, future, malformed) = (0L, 0L, 0L);
        long? largest = null;
        long? closedThrough = null;
        foreach (var record in records.OrderBy(record => record.Offset))
        {
            if (OracleReading.Parse(record.Value, settings.Features) is not { } reading)
            {
                malformed++;
                continue;
            }

            var time = reading.Timestamp ?? record.Timestamp;
            var start = (long)Math.Floor((decimal)time / settings.WindowMs) * settings.WindowMs;
            if (time - record.Timestamp > settings.MaxFutureSkewMs)
            {
                future++;
            }
            else if (closedThrough is not null && start + settings.WindowMs <= closedThrough)
            {
                late++;
            }
            else
            {
                windows.TryAdd(start, []);
                windows[start].Add(reading);
                largest = largest is null || time > largest ? time : largest;

                // A window closes when its end plus the lateness is reached; the last such end is a multiple of the length.
                var end = (long)Math.Floor((decimal)(largest.Value - settings.LatenessMs) / settings.WindowMs) * settings.WindowMs;
                closedThrough = closedThrough is null || end > closedThrough ? end : closedThrough;
            }
        }

        var readings = windows.Values.SelectMany(window => window).ToList();
        return new()
        {
            Readings = readings.Count,
            Late = late,
            Future = future,
            Malformed = malformed,
            Present = settings.Features.Index().ToDictionary(
                feature => feature.Item,
                feature => readings.LongCount(reading => reading.Values[feature.Index] is not null),
                StringComparer.Ordinal),
            Windows = [.. windows.OrderBy(window => window.Key).Select(window => ComputeWindow(settings, window.Key, window.Value))],
            ClosedThrough = closedThrough,
        };
    }

    private static OracleWindow ComputeWindow(OracleSettings settings, long start, List<OracleReading> readings)
    {
        var columns = settings.Features
            .Select((_, feature) => readings.Select(reading => reading.Values[feature]).OfType<double>().ToList())
            .ToList();
        var temperature = Mean(columns[0]);
        var vibration = Mean(columns[1]);
        return new(start, readings.Count, [.. columns.Select(column => (long)column.Count)], (temperature + 100 * vibration) / 2);
    }

    private static List<OracleRound> ComputeRounds(Dictionary<string, OracleParticipant> participants)
    {
        var rounds = new List<OracleRound>();
        var all = new List<double>();
        var updates = participants.SelectMany(
            participant => participant.Value.Windows.Select(window => (Participant: participant.Key, Window: window)));
        foreach (var round in updates.GroupBy(update => update.Window.Start).OrderBy(round => round.Key))
        {
            var members = round.OrderBy(update => update.Participant, StringComparer.Ordinal).ToList();
            var weights = members.Select(update => update.Window.Weight).ToList();
            all.AddRange(weights);
            rounds.Add(new(
                rounds.Count + 1,
                round.Key,
                [.. members.Select(update => update.Participant)],
                members.Sum(update => update.Window.Samples),
                Mean(weights),
                Mean(all)));
        }

        return rounds;
    }

    /// <summary>Binary64 from left to right, divided once; 0 for nothing.</summary>
    private static double Mean(List<double> numbers) =>
        numbers.Count == 0 ? 0 : numbers.Aggregate(0.0, (sum, number) => sum + number) / numbers.Count;
}
