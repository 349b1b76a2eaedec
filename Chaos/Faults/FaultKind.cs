namespace FederatedOrleans.Chaos.Faults;

/// <summary>What is done to the system.</summary>
internal enum FaultKind
{
    /// <summary>A silo gets SIGKILL and is started again after a while.</summary>
    SiloKilled,

    /// <summary>A silo gets SIGTERM, ends in its own way and is started again.</summary>
    SiloStopped,

    /// <summary>A silo gets SIGSTOP, its connections stay open, and SIGCONT after a while.</summary>
    SiloSuspended,

    /// <summary>All silos get SIGKILL at once.</summary>
    SilosKilled,

    /// <summary>All brokers refuse connections for a while; they keep their data.</summary>
    BrokersDown,

    /// <summary>One broker refuses connections for a while.</summary>
    BrokerDown,

    /// <summary>Every answer of the brokers takes longer for a while.</summary>
    BrokersSlow,

    /// <summary>Another broker leads a partition.</summary>
    LeaderMoved,

    /// <summary>The brokers answer some requests with errors.</summary>
    BrokerErrors,

    /// <summary>The store gets SIGKILL and recovers from its append-only log.</summary>
    StoreKilled,

    /// <summary>The store hangs for a while.</summary>
    StoreSuspended,

    /// <summary>The store is killed and has lost its last seconds, membership among them.</summary>
    StoreLostTail,

    /// <summary>The store is killed and has lost everything, membership among it.</summary>
    StoreLostAll,
}
