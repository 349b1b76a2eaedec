namespace FederatedOrleans.Sensors.Replay;

/// <summary>
/// Which recordings are replayed, and how.
/// </summary>
public sealed class ReplayOptions
{
    /// <summary>The recordings: CSV files with a header. At least one.</summary>
    public IReadOnlyList<string> Files { get; set; } = [];

    /// <summary>The character between two fields, one ASCII character. A comma by default.</summary>
    public char Delimiter { get; set; } = ',';

    /// <summary>The column with the event time: ISO 8601, UTC without an offset, or Unix milliseconds. Default <c>timestamp</c>.</summary>
    public string TimeColumn { get; set; } = "timestamp";

    /// <summary>The features of a reading, in the order they are written. At least one, each named once.</summary>
    public IReadOnlyList<FeatureColumn> Features { get; set; } = [];

    /// <summary>The column with the sensor id; null, the default, takes the file's name without its extension.</summary>
    public string? SensorIdColumn { get; set; }

    /// <summary>Whether each file is shifted in time so that all of them start when the earliest does.</summary>
    public bool Align { get; set; }

    /// <summary>Whether all files are merged by event time (the default), or replayed one after the other in the order given.</summary>
    public bool Merge { get; set; } = true;

    /// <summary>Whether a file's readings go to partition (index of the file) mod (partitions), in place of their key's.</summary>
    public bool PartitionByFile { get; set; }

    /// <summary>How fast the recording is replayed. As fast as possible by default.</summary>
    public ReplaySpeed Speed { get; set; } = ReplaySpeed.Max;

    /// <summary>Whether bad rows are counted and left out, in place of ending the replay.</summary>
    public bool SkipBadRows { get; set; }

    /// <summary>Checks every option.</summary>
    /// <returns>One message for each fault, naming the option, its value and what is allowed; none when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (Files.Count == 0)
        {
            faults.Add($"{nameof(Files)} is empty; allowed: one CSV file or more.");
        }

        foreach (var file in Files.Where(file => !File.Exists(file)))
        {
            faults.Add($"{nameof(Files)} has '{file}', which does not exist; allowed: CSV files that can be read.");
        }

        if (!char.IsAscii(Delimiter) || Delimiter is '"' or '\r' or '\n' or '\0')
        {
            faults.Add($"{nameof(Delimiter)} is U+{(int)Delimiter:X4}; allowed: one ASCII character that is no quote or line break.");
        }

        if (string.IsNullOrEmpty(TimeColumn))
        {
            faults.Add($"{nameof(TimeColumn)} is empty; allowed: the name of a column.");
        }

        if (Features.Count == 0)
        {
            faults.Add($"{nameof(Features)} is empty; allowed: one feature=COLUMN or more.");
        }

        foreach (var feature in Features.Select(feature => feature.Feature).CountBy(name => name).Where(pair => pair.Value > 1))
        {
            faults.Add($"{nameof(Features)} has '{feature.Key}' {feature.Value} times; allowed: each feature once.");
        }

        foreach (var feature in Features.Where(feature => feature.Feature is "" or "sensor_id" or "timestamp" || feature.Column is ""))
        {
            faults.Add(
                $"{nameof(Features)} has '{feature.Feature}={feature.Column}'; "
                + "allowed: feature=COLUMN, the feature not sensor_id or timestamp.");
        }

        return faults;
    }
}
