namespace FederatedOrleans.Chaos.Readings;

/// <summary>How long and how dense a log is.</summary>
/// <param name="Readings">Readings in a full partition.</param>
/// <param name="Windows">Windows that they span.</param>
internal sealed record LogShape(int Readings, int Windows)
{
    /// <summary>Partitions of the sensor topic: the last stays empty, and the one before falls silent half way.</summary>
    public const int Partitions = 6;

    /// <summary>Length of a window.</summary>
    public const long WindowMs = 10_000;

    /// <summary>How long a window waits for readings out of order.</summary>
    public const long LatenessMs = 1_000;

    /// <summary>How far event time may lie past the Kafka timestamp.</summary>
    public const long MaxFutureSkewMs = 60_000;

    // The embedded broker keeps 5 MiB per partition and trims silently: about 60,000 of these readings, and 3,000 decisions.
    private const int MaxReadings = 24_000;
    private const int MaxWindows = 1_200;
    private const int ReadingsPerMinute = 6_000;
    private const int WindowsPerMinute = 60;

    /// <summary>Event time from one reading of a partition to the next.</summary>
    public double SpacingMs => (double)Windows * WindowMs / Readings;

    /// <summary>Readings of a partition.</summary>
    /// <param name="partition">The partition.</param>
    public int CountOf(int partition) => partition switch
    {
        Partitions - 1 => 0,
        Partitions - 2 => Readings / 2,
        _ => Readings,
    };

    /// <summary>As dense as the time allows: event time runs ten times as fast as the clock, for up to twenty minutes.</summary>
    /// <param name="minutes">Over how long the log is sent.</param>
    public static LogShape Of(double minutes) =>
        new((int)Math.Min(minutes * ReadingsPerMinute, MaxReadings), (int)Math.Min(minutes * WindowsPerMinute, MaxWindows));
}
