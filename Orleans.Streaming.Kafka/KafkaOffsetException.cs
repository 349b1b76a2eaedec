namespace Orleans.Streaming.Kafka;

/// <summary>
/// Tells a subscriber, by <c>OnErrorAsync</c>, that the log does not hold what it should get next: retention removed it, or the topic was made
/// anew. Delivery goes on at <see cref="Available"/>.
/// </summary>
[GenerateSerializer, Alias("kafka.offset-exception")]
public sealed class KafkaOffsetException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="asked">The offset that was asked for.</param>
    /// <param name="available">The offset that is delivered instead.</param>
    /// <param name="reason">What happened.</param>
    public KafkaOffsetException(string topic, int partition, long asked, long available, string reason)
        : base($"Offset {asked} of {topic} [{partition}] is not there: {reason}. Delivery goes on at offset {available}.")
    {
        Topic = topic;
        Partition = partition;
        Asked = asked;
        Available = available;
        Reason = reason;
    }

    /// <summary>The topic.</summary>
    [Id(0)]
    public string Topic { get; }

    /// <summary>The partition.</summary>
    [Id(1)]
    public int Partition { get; }

    /// <summary>The offset that was asked for.</summary>
    [Id(2)]
    public long Asked { get; }

    /// <summary>The offset that is delivered instead.</summary>
    [Id(3)]
    public long Available { get; }

    /// <summary>What happened.</summary>
    [Id(4)]
    public string Reason { get; }

    /// <summary>Whether the topic was made anew: the offset belongs to a log that is gone, and so does everything that was computed from it.</summary>
    public bool IsOfAnotherLog => Asked > Available;
}
