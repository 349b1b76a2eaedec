using Orleans.Streaming.Kafka.Interop;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Consuming;

/// <summary>Copies librdkafka's messages into batches. Used by one thread.</summary>
internal sealed class MessagePacker
{
    private byte[] _headers = [];

    /// <summary>The headers of a message in the form of <see cref="KafkaHeaders"/>, valid until the next call.</summary>
    public ReadOnlySpan<byte> PackHeaders(NativeMessage message)
    {
        var headers = message.Headers;
        if (headers == 0)
        {
            return default;
        }

        var length = 0;
        for (var i = 0; NativeMessage.TryGetHeader(headers, i, out var name, out var value, out var isNull); i++)
        {
            var needed = length + KafkaHeaders.SizeOf(name.Length, value.Length);
            if (needed > _headers.Length)
            {
                Array.Resize(ref _headers, Math.Max(256, 2 * needed));
            }

            length += KafkaHeaders.Write(_headers.AsSpan(length), name, value, isNull);
        }

        return _headers.AsSpan(0, length);
    }

    /// <summary>Whether a message can join a batch: there is room, and its producer's request context is that of the others.</summary>
    public static bool Fits(RecordBatchBuilder builder, NativeMessage message, ReadOnlySpan<byte> headers, int maxBytes) =>
        builder.Count == 0
        || (builder.Memory + message.Bytes + headers.Length <= maxBytes
            && KafkaHeaderNames.ContextIn(new(headers)).SequenceEqual(KafkaHeaderNames.ContextIn(new(builder.LastHeaders))));

    /// <summary>Adds a message to a batch.</summary>
    /// <param name="builder">The batch.</param>
    /// <param name="message">The message.</param>
    /// <param name="headers">Its headers as <see cref="PackHeaders"/> gave them.</param>
    public static void Add(RecordBatchBuilder builder, NativeMessage message, ReadOnlySpan<byte> headers) =>
        builder.Add(message.Offset, message.Timestamp, message.Key, !message.HasKey, message.Value, !message.HasValue, headers);
}
