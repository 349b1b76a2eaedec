using System.Text.Json;
using System.Text.Json.Serialization;

namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>The JSON form of everything on the topics: camel case, no nulls, numbers in their shortest form that reads back to the same bits.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    AllowOutOfOrderMetadataProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(UpdateMessage))]
[JsonSerializable(typeof(RoundsEntry))]
[JsonSerializable(typeof(GlobalModelMessage))]
[JsonSerializable(typeof(AnomalyMessage))]
public sealed partial class TopicJson : JsonSerializerContext;
