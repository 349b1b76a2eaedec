using System.Text.Json.Serialization;

namespace FederatedOrleans.Benchmarks.Readings;

/// <summary>A reading as an object.</summary>
internal sealed class Reading
{
    /// <summary>The sensor.</summary>
    [JsonPropertyName("sensor_id")]
    public string? SensorId { get; set; }

    /// <summary>Its temperature, if it sent one.</summary>
    [JsonPropertyName("temperature")]
    public double? Temperature { get; set; }

    /// <summary>Its vibration, if it sent one.</summary>
    [JsonPropertyName("vibration")]
    public double? Vibration { get; set; }
}
