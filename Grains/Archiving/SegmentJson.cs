using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FederatedOrleans.Grains.Archiving;

/// <summary>The JSON form of a segment's lines.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SegmentHeader))]
[JsonSerializable(typeof(SegmentLine))]
internal sealed partial class SegmentJson : JsonSerializerContext
{
    /// <summary>JSON in JSON stays readable: quotes are escaped shortly, and text as it is.</summary>
    public static readonly SegmentJson Readable = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
