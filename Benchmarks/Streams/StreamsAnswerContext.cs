using System.Text.Json.Serialization;

namespace FederatedOrleans.Benchmarks.Streams;

/// <summary>Writes and reads <see cref="StreamsAnswer"/> as JSON on one line.</summary>
[JsonSerializable(typeof(StreamsAnswer))]
internal sealed partial class StreamsAnswerContext : JsonSerializerContext;
