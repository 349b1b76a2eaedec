namespace Orleans.Streaming.Kafka.Rewinding;

/// <summary>Where a rewind begins: at an offset or at a time.</summary>
internal readonly record struct RewindTarget(long Offset, DateTimeOffset? Time)
{
    public static RewindTarget AtOffset(long offset) => new(offset, null);

    public static RewindTarget AtTime(DateTimeOffset time) => new(0, time);
}
