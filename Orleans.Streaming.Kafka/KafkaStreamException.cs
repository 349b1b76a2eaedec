namespace Orleans.Streaming.Kafka;

/// <summary>Something went wrong between Orleans and Kafka; the message names topic, partition and offset where they are known.</summary>
[GenerateSerializer, Alias("kafka.stream-exception")]
public class KafkaStreamException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong, and where.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public KafkaStreamException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
