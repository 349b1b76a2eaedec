using System.Text.Json.Serialization;

namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>What a message on the updates topic says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateKind>))]
public enum UpdateKind
{
    /// <summary>The contribution of one participant to one window.</summary>
    [JsonStringEnumMemberName("update")]
    Update,

    /// <summary>No contribution: the participant closed windows that held no valid reading.</summary>
    [JsonStringEnumMemberName("progress")]
    Progress,

    /// <summary>The participant read its partition to the end and heard nothing for the idle timeout; it is not waited for until it speaks again.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,
}
