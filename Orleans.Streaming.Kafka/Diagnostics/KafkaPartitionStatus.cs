namespace Orleans.Streaming.Kafka.Diagnostics;

/// <summary>How far a silo is with one partition.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="NextOffset">The first offset that has not been fetched; -1 before reading began.</param>
/// <param name="ProcessedOffset">Every record below this offset was processed or put aside; -1 before the first one.</param>
/// <param name="CommittedOffset">What was committed last; -1 before the first time.</param>
/// <param name="EndOffset">The end offset as far as it is known.</param>
/// <param name="Lag">Records that are not processed.</param>
/// <param name="LagTime">How old the newest processed record is, by its Kafka timestamp, while there is a lag; zero without one.</param>
/// <param name="BufferedBytes">Bytes of records in memory.</param>
/// <param name="IsPaused">Whether fetching waits until consumers have processed more.</param>
/// <param name="IsReading">Whether it is being read; false while its leader does not answer.</param>
public sealed record KafkaPartitionStatus(
    string Topic,
    int Partition,
    long NextOffset,
    long ProcessedOffset,
    long CommittedOffset,
    long EndOffset,
    long Lag,
    TimeSpan LagTime,
    long BufferedBytes,
    bool IsPaused,
    bool IsReading);
