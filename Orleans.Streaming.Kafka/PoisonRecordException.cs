namespace Orleans.Streaming.Kafka;

/// <summary>
/// A record can never be handled, however often it comes: it is no event of the stream's type, or its consumer refuses it. The provider throws
/// it for a record that cannot be decoded, and a consumer throws it out of <c>OnNextAsync</c> to say the same of a record that it got. Such a
/// record is put aside instead of being delivered again. Throw it only for what the record itself is to blame for: after any other exception
/// the record is delivered again.
/// </summary>
[GenerateSerializer, Alias("kafka.poison-record")]
public sealed class PoisonRecordException : KafkaStreamException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why the record can never be handled.</param>
    /// <param name="offset">The record's offset, or null: a consumer of batches names the one that it means, else the first of the batch is meant.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public PoisonRecordException(string reason, long? offset = null, Exception? inner = null)
        : base(reason, inner) => Offset = offset;

    /// <summary>The record's offset, null when the one that was delivered is meant.</summary>
    [Id(0)]
    public long? Offset { get; }
}
