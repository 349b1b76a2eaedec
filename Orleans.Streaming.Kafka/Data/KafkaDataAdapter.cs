using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Records;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>The default: raw bytes and strings as they are, everything else in the topic's format. A null event is a tombstone.</summary>
internal sealed class KafkaDataAdapter : IKafkaDataAdapter
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly KafkaStreamOptions _options;
    private readonly JsonSerializerOptions _json;
    private readonly Lazy<OrleansEventSerializer> _orleans;

    public KafkaDataAdapter(KafkaStreamOptions options, JsonSerializerOptions json, Func<OrleansEventSerializer> orleans)
    {
        _options = options;
        _json = json;
        _json.MakeReadOnly(populateMissingResolver: true);
        _orleans = new(orleans);
    }

    /// <summary>Makes the adapter of a provider; <see cref="JsonSerializerOptions"/> keyed by its name replace the default ones.</summary>
    public static KafkaDataAdapter Create(IServiceProvider services, string name) => new(
        services.GetRequiredService<IOptionsMonitor<KafkaStreamOptions>>().Get(name),
        services.GetKeyedService<JsonSerializerOptions>(name) ?? JsonSerializerOptions.Web,
        () => new OrleansEventSerializer(services));

    public KafkaMessage Encode<T>(StreamId stream, string topic, T item)
    {
        if (item is null)
        {
            return default;
        }

        try
        {
            return EncodeRaw(item, out var raw) ? new(raw, typeof(T) == typeof(string) ? ContentType.TextHeaders : null) : FormatOf(topic) == KafkaDataFormat.Orleans
                ? new(_orleans.Value.Serialize(item), ContentType.OrleansHeaders)
                : new(JsonSerializer.SerializeToUtf8Bytes(item, JsonType<T>()), ContentType.JsonHeaders);
        }
        catch (Exception exception)
        {
            throw new KafkaStreamException($"An event of type {typeof(T)} cannot be written to topic {topic}: {exception.Message}", exception);
        }
    }

    public T? Decode<T>(string topic, int partition, KafkaRecord record)
    {
        if (record.IsTombstone)
        {
            return default(T) is null || typeof(T) == typeof(ReadOnlyMemory<byte>)
                ? default
                : throw Poison<T>(topic, partition, record.Offset, "it is a tombstone", null);
        }

        if (typeof(T) == typeof(byte[]))
        {
            return (T)(object)record.Value.ToArray();
        }

        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
        {
            return (T)(object)new ReadOnlyMemory<byte>(record.Value.ToArray());
        }

        if (typeof(T) == typeof(string))
        {
            return DecodeString<T>(topic, partition, record);
        }

        if (typeof(T) == typeof(object) && ContentType.FormatOf(record.Headers, out _) is null)
        {
            // Nobody says what it is: a text that says so, or bytes.
            return ContentType.IsText(record.Headers) ? (T)(object)Encoding.UTF8.GetString(record.Value) : (T)(object)record.Value.ToArray();
        }

        var format = ContentType.FormatOf(record.Headers, out var unknown) ?? FormatOf(topic);
        if (unknown is not null)
        {
            throw Poison<T>(topic, partition, record.Offset, $"its content type is '{unknown}'", null);
        }

        return format == KafkaDataFormat.Orleans ? DecodeOrleans<T>(topic, partition, record) : DecodeJson<T>(topic, partition, record);
    }

    private static bool EncodeRaw<T>(T item, out byte[]? raw)
    {
        if (typeof(T) == typeof(KafkaRecordBatch))
        {
            throw new NotSupportedException("it is what consumers read, not an event.");
        }

        raw = typeof(T) == typeof(byte[]) ? (byte[])(object)item!
            : typeof(T) == typeof(ReadOnlyMemory<byte>) ? ((ReadOnlyMemory<byte>)(object)item!).ToArray()
            : typeof(T) == typeof(string) ? StrictUtf8.GetBytes((string)(object)item!)
            : null;
        return raw is not null;
    }

    private static T DecodeString<T>(string topic, int partition, KafkaRecord record)
    {
        try
        {
            return (T)(object)StrictUtf8.GetString(record.Value);
        }
        catch (ArgumentException exception)
        {
            throw Poison<T>(topic, partition, record.Offset, "it is not UTF-8", exception);
        }
    }

    private T? DecodeJson<T>(string topic, int partition, KafkaRecord record)
    {
        JsonTypeInfo<T> type;
        try
        {
            type = JsonType<T>();
        }
        catch (Exception exception)
        {
            throw Unreadable<T>(topic, exception);
        }

        try
        {
            var item = JsonSerializer.Deserialize(record.Value, type);
            return item is JsonElement element && typeof(T) == typeof(object) ? (T?)Plain(element) : item;
        }
        catch (NotSupportedException exception) when (typeof(T).IsAbstract && type.PolymorphismOptions is null)
        {
            throw Unreadable<T>(topic, exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw Poison<T>(topic, partition, record.Offset, $"in JSON: {exception.Message}", exception);
        }
    }

    /// <summary>What a JSON value is to somebody who does not know its type, such as a filter.</summary>
    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number => element.GetDouble(),
        _ => element,
    };

    private T? DecodeOrleans<T>(string topic, int partition, KafkaRecord record)
    {
        if (!_orleans.Value.CanSerialize<T>())
        {
            throw Unreadable<T>(topic, null);
        }

        try
        {
            return _orleans.Value.Deserialize<T>(record.Value);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw Poison<T>(topic, partition, record.Offset, $"in Orleans format: {exception.Message}", exception);
        }
    }

    private static KafkaStreamException Unreadable<T>(string topic, Exception? inner) =>
        new($"No record of topic {topic} can be read as {typeof(T)}: {inner?.Message ?? "Orleans has no serializer for it"}", inner);

    private static PoisonRecordException Poison<T>(string topic, int partition, long offset, string why, Exception? inner) =>
        new($"The record at offset {offset} of {topic} [{partition}] is no {typeof(T)}: {why}", offset, inner);

    private JsonTypeInfo<T> JsonType<T>() => (JsonTypeInfo<T>)_json.GetTypeInfo(typeof(T));

    private KafkaDataFormat FormatOf(string topic) => _options.Topics.TryGetValue(topic, out var settings) ? settings.Format : KafkaDataFormat.Json;
}
