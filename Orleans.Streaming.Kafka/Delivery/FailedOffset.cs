namespace Orleans.Streaming.Kafka.Delivery;

/// <summary>How the place of a failure travels from the consumer's silo to the agent's: as a piece of the exception's data.</summary>
internal static class FailedOffset
{
    private const string Key = "kafka-offset";

    /// <summary>Notes that a consumer threw, and at which record if that is known.</summary>
    public static void Write(Exception exception, long? offset) => exception.Data[Key] = offset ?? -1;

    /// <summary>The record at which the consumer threw, if that is known.</summary>
    public static long? Read(Exception exception) => exception.Data[Key] is long and >= 0 and var offset ? offset : null;

    /// <summary>Whether the consumer itself failed, rather than the way to it.</summary>
    public static bool IsOfConsumer(Exception exception) =>
        exception.Data[Key] is long || exception is not (OrleansException or TimeoutException or OperationCanceledException);
}
