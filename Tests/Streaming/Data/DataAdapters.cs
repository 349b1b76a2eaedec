using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streaming.Kafka.Configuration;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Producing;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Data;

/// <summary>Adapters as the provider has them, and records made of what they write.</summary>
internal static class DataAdapters
{
    public const string Provider = "kafka";
    public const string JsonTopic = "json";
    public const string OrleansTopic = "orleans";

    public static readonly StreamId Target = StreamId.Create(JsonTopic, "1");

    public static KafkaMessage Tombstone => default;

    public static ServiceProvider Services { get; } = Build();

    public static IKafkaDataAdapter Default { get; } = Services.GetRequiredKeyedService<IKafkaDataAdapter>(Provider);

    public static ServiceProvider Build(JsonSerializerOptions? json = null)
    {
        ServiceCollection services = new();
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(PlainEvent).Assembly).AddAssembly(typeof(KafkaRecordBatch).Assembly));
        services.AddLogging();
        services.Configure<KafkaStreamOptions>(Provider, options =>
        {
            options.Topics[JsonTopic] = new();
            options.Topics[OrleansTopic] = new() { Format = KafkaDataFormat.Orleans };
        });
        services.AddKafkaData(Provider);
        if (json is not null)
        {
            services.AddKeyedSingleton(Provider, json);
        }

        return services.BuildServiceProvider();
    }

    public static KafkaMessage Encode<T>(string topic, T item) => Default.Encode(Target, topic, item);

    public static T? Decode<T>(string topic, KafkaMessage message, IKafkaDataAdapter? adapter = null) =>
        (adapter ?? Default).Decode<T>(topic, 3, Record(message, Pack(message.Headers)));

    public static T? Decode<T>(string topic, ReadOnlySpan<byte> value, string? contentType = null)
    {
        KeyValuePair<string, byte[]?>[] headers = contentType is null ? [] : [new("content-type", Encoding.UTF8.GetBytes(contentType))];
        return Decode<T>(topic, new KafkaMessage(value.ToArray(), headers));
    }

    public static KafkaRecord Record(KafkaMessage message, ReadOnlySpan<byte> headers) =>
        new(offset: 42, timestamp: 0, "key"u8, isKeyAbsent: false, message.Value, message.Value is null, new KafkaHeaders(headers));

    /// <summary>Headers in the form that records have them.</summary>
    public static byte[] Pack(IReadOnlyList<KeyValuePair<string, byte[]?>>? headers)
    {
        List<byte> packed = [];
        foreach (var (name, value) in headers ?? [])
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            var target = new byte[KafkaHeaders.SizeOf(bytes.Length, value?.Length ?? 0)];
            KafkaHeaders.Write(target, bytes, value, value is null);
            packed.AddRange(target);
        }

        return [.. packed];
    }

    public static string? ContentTypeOf(KafkaMessage message) =>
        message.Headers?.Where(header => header.Key == "content-type").Select(header => Encoding.UTF8.GetString(header.Value!)).SingleOrDefault();
}
