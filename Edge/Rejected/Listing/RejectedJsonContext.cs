using System.Text.Json.Serialization;

namespace FederatedOrleans.Edge.Rejected.Listing;

/// <summary>The JSON form of a rejected record: camel case, no nulls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RejectedJson))]
internal sealed partial class RejectedJsonContext : JsonSerializerContext;
