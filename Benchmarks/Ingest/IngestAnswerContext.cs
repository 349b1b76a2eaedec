using System.Text.Json.Serialization;

namespace FederatedOrleans.Benchmarks.Ingest;

/// <summary>Writes and reads <see cref="IngestAnswer"/> as JSON on one line.</summary>
[JsonSerializable(typeof(IngestAnswer))]
internal sealed partial class IngestAnswerContext : JsonSerializerContext;
