namespace FederatedOrleans.Benchmarks.Fog;

/// <summary>What differs between silos whose fog nodes read the same readings.</summary>
internal enum FogVariant
{
    /// <summary>State in the silo's memory.</summary>
    Memory,

    /// <summary>State in a durable store.</summary>
    Durable,

    /// <summary>State in the silo's memory, and everything that a silo tells about itself is on and pushed.</summary>
    Telemetry,
}
