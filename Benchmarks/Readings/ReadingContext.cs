using System.Text.Json.Serialization;

namespace FederatedOrleans.Benchmarks.Readings;

/// <summary>Reads <see cref="Reading"/> from JSON with generated code.</summary>
[JsonSerializable(typeof(Reading))]
internal sealed partial class ReadingContext : JsonSerializerContext;
