using System.Text.Json.Serialization;

namespace FederatedOrleans.Benchmarks.Memory;

/// <summary>Writes and reads <see cref="MemoryAnswer"/> as JSON on one line.</summary>
[JsonSerializable(typeof(MemoryAnswer))]
internal sealed partial class MemoryAnswerContext : JsonSerializerContext;
