using System.Text.Json.Serialization;

namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>What makes the updates of a round belong together.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoundMode>))]
public enum RoundMode
{
    /// <summary>The window that they were learnt from.</summary>
    [JsonStringEnumMemberName("window")]
    Window,

    /// <summary>The version that they were trained on: a round gathers updates of the newest one until there are enough.</summary>
    [JsonStringEnumMemberName("synchronous")]
    Synchronous,

    /// <summary>The order in which they came: whenever a buffer is full, it becomes a version.</summary>
    [JsonStringEnumMemberName("asynchronous")]
    Asynchronous,
}
