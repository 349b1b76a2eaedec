using System.Text.Json.Serialization;

namespace FederatedOrleans.Tests.Streaming.Data;

/// <summary>An event that has no alias: it can be written where it is the stream's own type.</summary>
[GenerateSerializer]
public sealed record PlainEvent([property: Id(0)] string Name, [property: Id(1)] int Count, [property: Id(2)] double? Share);

/// <summary>A family of events with aliases.</summary>
[GenerateSerializer, Alias("test-shape")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
public abstract record Shape;

[GenerateSerializer, Alias("test-circle")]
public sealed record Circle([property: Id(0)] double Radius) : Shape;

[GenerateSerializer, Alias("test-square")]
public sealed record Square([property: Id(0)] double Side) : Shape;

/// <summary>A member of the family that was forgotten.</summary>
[GenerateSerializer]
public sealed record NamelessShape([property: Id(0)] int Corners) : Shape;

[GenerateSerializer, Alias("test-pair`1")]
public sealed record Pair<T>([property: Id(0)] T Left, [property: Id(1)] T Right);

[GenerateSerializer]
public enum Mood
{
    Bad,
    Good,
}

/// <summary>An event with room for anything.</summary>
[GenerateSerializer, Alias("test-box")]
public sealed record Box([property: Id(0)] object? Content);

/// <summary>An event that holds others through interfaces.</summary>
[GenerateSerializer, Alias("test-drawing")]
public sealed record Drawing([property: Id(0)] IReadOnlyList<Shape> Shapes, [property: Id(1)] List<int> Layers);

/// <summary>An event that can be nested.</summary>
[GenerateSerializer, Alias("test-chain")]
public sealed record Chain([property: Id(0)] Chain? Next, [property: Id(1)] int Length)
{
    public static Chain Of(int length)
    {
        Chain chain = new(null, 1);
        while (chain.Length < length)
        {
            chain = new(chain, chain.Length + 1);
        }

        return chain;
    }
}

/// <summary>An event that nothing but JSON can write.</summary>
public sealed record JsonOnly(string Name);

/// <summary>An event whose constructor refuses what it gets.</summary>
public sealed record Positive
{
    public Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        Value = value;
    }

    public int Value { get; }
}

[JsonSerializable(typeof(PlainEvent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseUpper)]
public sealed partial class EventJson : JsonSerializerContext;
