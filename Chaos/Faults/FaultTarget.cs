namespace FederatedOrleans.Chaos.Faults;

/// <summary>What a fault is done to; one thing suffers one fault at a time.</summary>
internal enum FaultTarget
{
    /// <summary>One silo or all.</summary>
    Silos,

    /// <summary>The brokers.</summary>
    Brokers,

    /// <summary>The store.</summary>
    Store,
}
