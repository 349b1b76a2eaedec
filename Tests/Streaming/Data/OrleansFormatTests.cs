using System.Text;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Data;
using static FederatedOrleans.Tests.Streaming.Data.DataAdapters;

namespace FederatedOrleans.Tests.Streaming.Data;

[Trait("Category", "Unit")]
public sealed class OrleansFormatTests
{
    private static readonly Gen<Shape> Shapes = Gen.OneOf(
        Gen.Double[0, 1e9].Select(radius => (Shape)new Circle(radius)), Gen.Double[0, 1e9].Select(side => (Shape)new Square(side)));

    private static readonly Gen<object?> Contents = Gen.OneOf(
        Gen.Int.Select(value => (object?)value),
        Gen.String.Select(value => (object?)value),
        Gen.Guid.Select(value => (object?)value),
        Gen.DateTimeOffset.Select(value => (object?)value),
        Shapes.Select(value => (object?)value),
        Gen.Int.Select(value => (object?)new Pair<int>(value, value)),
        Gen.String.Select(value => (object?)new Pair<string>(value, "")),
        Gen.Const((object?)null));

    private static readonly string[] ClrNames = [nameof(FederatedOrleans), "System", "Orleans.", "Version=", "Events"];

    [Fact]
    public void Decode_FamilyAndBoxesThatWereEncoded_AreEqualWithoutClrNames() => Gen.Select(Shapes, Contents).Sample((shape, content) =>
    {
        var shapeMessage = Encode(OrleansTopic, shape);
        var boxMessage = Encode(OrleansTopic, new Box(content));

        AssertHasNoClrName(shapeMessage.Value!);
        AssertHasNoClrName(content is string or Pair<string> ? [] : boxMessage.Value!);
        Assert.Equal(shape, Decode<Shape>(OrleansTopic, shapeMessage));
        Assert.Equal(new Box(content), Decode<Box>(OrleansTopic, boxMessage));
    });

    [Fact]
    public void Encode_Aliases_AreOnTheWire()
    {
        Assert.Contains("test-circle", Ascii(Encode<Shape>(OrleansTopic, new Circle(1)).Value!), StringComparison.Ordinal);
        Assert.Contains("test-pair`1[[int]]", Ascii(Encode(OrleansTopic, new Box(new Pair<int>(1, 2))).Value!), StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ExactType_NeedsNoAlias() => AssertHasNoClrName(Encode(OrleansTopic, new PlainEvent("a", 1, null)).Value!);

    [Fact]
    public void Encode_InterfacesOverArraysAndAliases_HaveNoClrName()
    {
        Drawing drawing = new([new Circle(1), new Square(2)], [3, 4]);

        var message = Encode(OrleansTopic, drawing);

        AssertHasNoClrName(message.Value!);
        var read = Decode<Drawing>(OrleansTopic, message)!;
        Assert.Equal(drawing.Shapes, read.Shapes);
        Assert.Equal(drawing.Layers, read.Layers);
    }

    public static TheoryData<string, object> Named => new()
    {
        { nameof(NamelessShape), new NamelessShape(3) },
        { nameof(PlainEvent), new Pair<PlainEvent>(new("a", 1, null), new("b", 2, null)) },
        { nameof(PlainEvent), new PlainEvent[] { new("a", 1, null) } },
        { "System.Collections.Generic.List", new List<int> { 1 } },
        { nameof(Mood), Mood.Good },
        { "CLR names", new InvalidOperationException("reason") },
        { "CLR names", new KafkaStreamException("reason", new InvalidOperationException("inner")) },
        { nameof(PlainEvent), typeof(PlainEvent) },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public void Encode_TypeThatWouldBeNamed_IsRefusedWithTypeTopicAndRemedy(string culprit, object content)
    {
        var exception = Assert.Throws<KafkaStreamException>(() => Encode(OrleansTopic, new Box(content)));

        // It is refused because Orleans would name it.
        Assert.Contains(ClrNames, name => Ascii(Plain.SerializeToArray(new Box(content))).Contains(name, StringComparison.Ordinal));
        Assert.Contains(typeof(Box).FullName!, exception.Message, StringComparison.Ordinal);
        Assert.Contains("topic orleans", exception.Message, StringComparison.Ordinal);
        Assert.Contains(culprit, exception.Message, StringComparison.Ordinal);
        Assert.True(culprit == "CLR names" || exception.Message.Contains("[Alias]", StringComparison.Ordinal), exception.Message);
    }

    [Fact]
    public void Encode_RefusedType_IsRefusedAgain()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<KafkaStreamException>(() => Encode<Shape>(OrleansTopic, new NamelessShape(3)));
        }
    }

    [Fact]
    public void Encode_WithoutSerializer_IsRefusedWithTheRemedy()
    {
        var exception = Assert.Throws<KafkaStreamException>(() => Encode(OrleansTopic, new JsonOnly("a")));

        Assert.Contains(nameof(JsonOnly), exception.Message, StringComparison.Ordinal);
        Assert.Contains("[GenerateSerializer]", exception.Message, StringComparison.Ordinal);
        Assert.Throws<KafkaStreamException>(() => Decode<JsonOnly>(OrleansTopic, [0]));
    }

    [Fact]
    public void Encode_WhatItWrites_IsWhatOrleansReads() => Shapes.Sample(shape =>
        Assert.Equal(shape, Plain.Deserialize<Shape>(Encode(OrleansTopic, shape).Value!)));

    [Fact]
    public void Decode_AnyBytes_IsAnEventOrPoison() => Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Gen.Select(Contents, Gen.Int[0, 1000], Gen.Byte, (content, at, value) => Spoil(Encode(OrleansTopic, new Box(content)).Value!, at, value))).Sample(bytes =>
    {
        try
        {
            Decode<Box>(OrleansTopic, bytes);
        }
        catch (PoisonRecordException exception)
        {
            Assert.Equal(42, exception.Offset);
        }
    });

    [Fact]
    public void Decode_CutOff_IsPoison()
    {
        var whole = Encode<Shape>(OrleansTopic, new Circle(1)).Value!;

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Throws<PoisonRecordException>(() => Decode<Shape>(OrleansTopic, whole.AsSpan(0, length))));
    }

    [Fact]
    public void Decode_DeepNesting_IsPoisonAndDoesNotExhaustTheStack()
    {
        // Unknown fields within unknown fields, a byte per level: Orleans skips them by recursion.
        var bytes = new byte[1_000_000];
        Array.Fill(bytes, (byte)0x21);
        bytes[0] = 0x20;

        Assert.Throws<PoisonRecordException>(() => Decode<Box>(OrleansTopic, bytes));
    }

    [Fact]
    public void Encode_AtTheDeepestLevel_IsReadAndBeyondIsRefused()
    {
        var deepest = Chain.Of(WireDepth.Max);

        Assert.Equal(deepest, Decode<Chain>(OrleansTopic, Encode(OrleansTopic, deepest)));
        Assert.Throws<KafkaStreamException>(() => Encode(OrleansTopic, Chain.Of(WireDepth.Max + 1)));
    }

    private static Serializer Plain => Services.GetRequiredService<Serializer>();

    private static byte[] Spoil(byte[] bytes, int at, byte value)
    {
        bytes[at % bytes.Length] = value;
        return bytes;
    }

    private static void AssertHasNoClrName(byte[] bytes) => Assert.DoesNotContain(ClrNames, name => Ascii(bytes).Contains(name, StringComparison.Ordinal));

    private static string Ascii(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
