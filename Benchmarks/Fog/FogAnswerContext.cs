using System.Text.Json.Serialization;
using FederatedOrleans.Benchmarks.Measuring;

namespace FederatedOrleans.Benchmarks.Fog;

/// <summary>Writes and reads what a worker answers as JSON on one line.</summary>
[JsonSerializable(typeof(Cost))]
internal sealed partial class FogAnswerContext : JsonSerializerContext;
