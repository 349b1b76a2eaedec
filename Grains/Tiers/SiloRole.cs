namespace FederatedOrleans.Grains.Tiers;

/// <summary>Which tiers a silo hosts.</summary>
[Flags]
public enum SiloRole
{
    /// <summary>None; no silo has it.</summary>
    None = 0,

    /// <summary>Fog nodes, which read sensors.</summary>
    Fog = 1,

    /// <summary>Aggregators, which read updates and never reach the sensors' Kafka.</summary>
    Cloud = 2,

    /// <summary>Both, as on a silo without a role.</summary>
    Both = Fog | Cloud,
}
