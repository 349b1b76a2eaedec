using System.Text.Json.Serialization;

namespace FederatedOrleans.Benchmarks.Latency;

/// <summary>Writes and reads <see cref="LatencyAnswer"/> as JSON on one line.</summary>
[JsonSerializable(typeof(LatencyAnswer))]
internal sealed partial class LatencyAnswerContext : JsonSerializerContext;
