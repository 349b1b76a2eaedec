using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Data;
using Orleans.Streaming.Kafka.Records;
using static FederatedOrleans.Tests.Streaming.Data.DataAdapters;

namespace FederatedOrleans.Tests.Streaming.Data;

[Trait("Category", "Unit")]
public sealed class KafkaDataAdapterTests
{
    private static readonly Gen<PlainEvent> PlainEvents =
        Gen.Select(Gen.String, Gen.Int, Gen.Double[-1e300, 1e300].Nullable(), (name, count, share) => new PlainEvent(name, count, share));

    [Theory]
    [InlineData(JsonTopic)]
    [InlineData(OrleansTopic)]
    public void Decode_BytesThatWereEncoded_AreTheSameWithoutAHeader(string topic) => Gen.Byte.Array.Sample(bytes =>
    {
        var array = Encode(topic, bytes);
        var memory = Encode<ReadOnlyMemory<byte>>(topic, bytes);

        Assert.Null(array.Headers);
        Assert.Null(memory.Headers);
        Assert.Equal(bytes, array.Value);
        Assert.Equal(bytes, memory.Value);
        Assert.Equal(bytes, Decode<byte[]>(topic, array));
        Assert.Equal(bytes, Decode<ReadOnlyMemory<byte>>(topic, memory).ToArray());
    });

    [Theory]
    [InlineData(JsonTopic)]
    [InlineData(OrleansTopic)]
    public void Decode_StringThatWasEncoded_IsTheSameInUtf8(string topic) => Gen.String.Sample(text =>
    {
        var message = Encode(topic, text);

        Assert.Equal("text/plain; charset=utf-8", ContentTypeOf(message));
        Assert.Equal(Encoding.UTF8.GetBytes(text), message.Value);
        Assert.Equal(text, Decode<string>(topic, message));
        Assert.Equal(text, Decode<object>(topic, message));
    });

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0x61, 0xed, 0xa0, 0x80 })]
    public void Decode_StringThatIsNotUtf8_IsPoison(byte[] value)
    {
        var exception = Assert.Throws<PoisonRecordException>(() => Decode<string>(JsonTopic, value));

        Assert.Equal(42, exception.Offset);
        Assert.Equal("The record at offset 42 of json [3] is no System.String: it is not UTF-8", exception.Message);
        Assert.NotNull(exception.InnerException);
    }

    [Fact]
    public void Decode_AsAnObject_IsWhatTheRecordSays()
    {
        Assert.Equal(7, Decode<object>(JsonTopic, Encode(JsonTopic, 7)));
        Assert.Equal(1L << 40, Decode<object>(JsonTopic, Encode(JsonTopic, 1L << 40)));
        Assert.Equal(1.5, Decode<object>(JsonTopic, Encode(JsonTopic, 1.5)));
        Assert.Equal(true, Decode<object>(JsonTopic, Encode(JsonTopic, true)));
        Assert.Equal("a", Decode<object>(JsonTopic, Encode(JsonTopic, "a")));
        Assert.Equal(new byte[] { 0x31 }, Decode<object>(JsonTopic, Encode(JsonTopic, "1"u8.ToArray())));
        Assert.Equal("a", Assert.IsType<JsonElement>(Decode<object>(JsonTopic, Encode(JsonTopic, new PlainEvent("a", 1, null)))).GetProperty("name").GetString());
    }

    [Fact]
    public void Encode_StringWithHalfASurrogate_IsRefused() =>
        Assert.Throws<KafkaStreamException>(() => Encode(JsonTopic, "a\ud800"));

    [Theory]
    [InlineData(JsonTopic, "application/json")]
    [InlineData(OrleansTopic, "application/x-orleans")]
    public void Decode_EventThatWasEncoded_IsEqual(string topic, string contentType) => PlainEvents.Sample(item =>
    {
        var message = Encode(topic, item);

        Assert.Equal(contentType, ContentTypeOf(message));
        Assert.Equal(item, Decode<PlainEvent>(topic, message));
    });

    [Fact]
    public void Encode_Json_IsThatOfTheWeb() => Assert.Equal(
        """{"name":"a","count":1,"share":null}""", Encoding.UTF8.GetString(Encode(JsonTopic, new PlainEvent("a", 1, null)).Value!));

    [Fact]
    public void Encode_TopicThatIsNotConfigured_IsJson() => Assert.Equal("application/json", ContentTypeOf(Encode("other", 1)));

    [Fact]
    public void Encode_NullEvent_IsATombstoneAndComesBackAsNull()
    {
        Assert.Equal(default, Encode<PlainEvent?>(JsonTopic, null));
        Assert.Equal(default, Encode<PlainEvent?>(OrleansTopic, null));
        Assert.Equal(default, Encode<byte[]?>(JsonTopic, null));
        Assert.Equal(default, Encode<int?>(JsonTopic, null));
        Assert.Null(Decode<PlainEvent>(JsonTopic, Tombstone));
        Assert.Null(Decode<byte[]>(JsonTopic, Tombstone));
        Assert.Null(Decode<string>(JsonTopic, Tombstone));
        Assert.Null(Decode<int?>(OrleansTopic, Tombstone));
        Assert.Equal(0, Decode<ReadOnlyMemory<byte>>(JsonTopic, Tombstone).Length);
    }

    [Fact]
    public void Decode_TombstoneAsAValueType_IsPoison() =>
        Assert.Contains("tombstone", Assert.Throws<PoisonRecordException>(() => Decode<int>(JsonTopic, Tombstone)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=utf-8")]
    [InlineData(" text/json ")]
    [InlineData("application/cloudevents+json")]
    public void Decode_HeaderSaysJson_WinsOverTheTopic(string contentType) =>
        Assert.Equal(new PlainEvent("a", 1, null), Decode<PlainEvent>(OrleansTopic, """{"name":"a","count":1}"""u8, contentType));

    [Fact]
    public void Decode_HeaderSaysOrleans_WinsOverTheTopic()
    {
        PlainEvent item = new("a", 1, null);

        Assert.Equal(item, Decode<PlainEvent>(JsonTopic, Encode(OrleansTopic, item)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public void Decode_HeaderSaysNothing_TheTopicDoes(string? contentType) =>
        Assert.Equal(7, Decode<int>(JsonTopic, "7"u8, contentType));

    [Fact]
    public void Decode_HeaderSaysSomethingElse_IsPoisonButNotForBytes()
    {
        var exception = Assert.Throws<PoisonRecordException>(() => Decode<int>(JsonTopic, "7"u8, "application/avro"));

        Assert.Contains("'application/avro'", exception.Message, StringComparison.Ordinal);
        Assert.Equal("7"u8.ToArray(), Decode<byte[]>(JsonTopic, "7"u8, "application/avro"));
        Assert.Equal("7", Decode<string>(JsonTopic, "7"u8, "application/avro"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("""{"count":"many"}""")]
    public void Decode_JsonOfAnotherShape_IsPoisonThatNamesThePlace(string json)
    {
        var exception = Assert.Throws<PoisonRecordException>(() => Decode<PlainEvent>(JsonTopic, Encoding.UTF8.GetBytes(json)));

        Assert.Equal(42, exception.Offset);
        Assert.StartsWith("The record at offset 42 of json [3] is no ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_JsonThatTheTypeRefuses_IsPoison() => Assert.IsType<ArgumentOutOfRangeException>(
        Assert.Throws<PoisonRecordException>(() => Decode<Positive>(JsonTopic, """{"value":0}"""u8)).InnerException);

    [Fact]
    public void Decode_JsonOfAFamilyWithoutAMember_IsPoison() => Assert.Throws<PoisonRecordException>(() => Decode<Shape>(JsonTopic, "{}"u8));

    [Fact]
    public void Decode_TypeThatJsonCanNeverMake_IsNoFaultOfTheRecord()
    {
        var exception = Assert.Throws<KafkaStreamException>(() => Decode<IComparable>(JsonTopic, "{}"u8));

        Assert.Contains("json", exception.Message, StringComparison.Ordinal);
        Assert.Contains("System.IComparable", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_JsonOptionsOfTheProvider_ReplaceTheDefault()
    {
        using var services = Build(new JsonSerializerOptions(EventJson.Default.Options));
        var adapter = services.GetRequiredKeyedService<IKafkaDataAdapter>(Provider);
        PlainEvent item = new("a", 1, 0.5);

        var message = adapter.Encode(Target, JsonTopic, item);

        Assert.Equal("""{"NAME":"a","COUNT":1,"SHARE":0.5}""", Encoding.UTF8.GetString(message.Value!));
        Assert.Equal(item, Decode<PlainEvent>(JsonTopic, message, adapter));
        var missing = Assert.Throws<KafkaStreamException>(() => adapter.Encode(Target, JsonTopic, new JsonOnly("a")));
        Assert.Contains("JsonOnly", missing.Message, StringComparison.Ordinal);
        Assert.Throws<KafkaStreamException>(() => Decode<JsonOnly>(JsonTopic, message, adapter));
    }

    [Fact]
    public void Encode_WhatConsumersRead_IsRefused() =>
        Assert.Throws<KafkaStreamException>(() => Encode(JsonTopic, KafkaRecordBatch.AtEnd("json", 0, 0, 0)));
}
