using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>
/// Turns events into messages and records into events. A service keyed by the provider's name replaces the default, which writes
/// <see cref="byte"/> arrays, <see cref="ReadOnlyMemory{T}"/> of bytes and strings as they are and everything else in the topic's
/// <see cref="KafkaDataFormat"/>. Implementations are thread-safe.
/// </summary>
public interface IKafkaDataAdapter
{
    /// <summary>Encodes an event.</summary>
    /// <typeparam name="T">The stream's type.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="topic">The topic that the message goes to.</param>
    /// <param name="item">The event; the default writes a tombstone for null.</param>
    /// <returns>The message's value and headers. The provider adds headers for request context and trace context.</returns>
    /// <exception cref="KafkaStreamException">The event cannot be written to this topic.</exception>
    KafkaMessage Encode<T>(StreamId stream, string topic, T item);

    /// <summary>Decodes a record.</summary>
    /// <typeparam name="T">The stream's type.</typeparam>
    /// <param name="topic">The record's topic.</param>
    /// <param name="partition">The record's partition.</param>
    /// <param name="record">The record, valid during the call.</param>
    /// <returns>
    /// The event. As <see cref="object"/>, which is what a stream filter gets, the default gives strings, numbers and truth values for those in
    /// JSON, <see cref="System.Text.Json.JsonElement"/> for other JSON, and bytes where no content type is given. It gives null for a tombstone if <typeparamref name="T"/> can be null.
    /// </returns>
    /// <exception cref="PoisonRecordException">The record is no <typeparamref name="T"/> and never will be: it is put aside.</exception>
    /// <exception cref="KafkaStreamException">No record can be read as <typeparamref name="T"/>; the record comes again.</exception>
    T? Decode<T>(string topic, int partition, KafkaRecord record);
}
