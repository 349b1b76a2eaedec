namespace Orleans.Streaming.Kafka.Records;

/// <summary>The headers that the provider gives a meaning.</summary>
internal static class KafkaHeaderNames
{
    /// <summary>Orleans' request context of the producer.</summary>
    public static ReadOnlySpan<byte> RequestContext => "orleans-request-context"u8;

    /// <summary>The producer's request context in a record's headers; empty without one.</summary>
    public static ReadOnlySpan<byte> ContextIn(KafkaHeaders headers) =>
        !headers.IsEmpty && headers.TryGetLast(RequestContext, out var context) ? context : default;
}
