using System.Text.Json.Serialization;

namespace FederatedOrleans.Grains.Interfaces.Topics;

/// <summary>Why a round closed where it did.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoundReason>))]
public enum RoundReason
{
    /// <summary>Everybody who was waited for had spoken.</summary>
    [JsonStringEnumMemberName("complete")]
    Complete,

    /// <summary>There were as many updates as were asked for.</summary>
    [JsonStringEnumMemberName("goal")]
    Goal,

    /// <summary>Its deadline had fired.</summary>
    [JsonStringEnumMemberName("deadline")]
    Deadline,

    /// <summary>Its buffer had waited long enough.</summary>
    [JsonStringEnumMemberName("flush")]
    Flush,

    /// <summary>An operator went back to an earlier version: there is no round, the version is a copy of that one.</summary>
    [JsonStringEnumMemberName("rollback")]
    Rollback,
}
