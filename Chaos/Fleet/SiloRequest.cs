namespace FederatedOrleans.Chaos.Fleet;

/// <summary>What a silo's process was asked to do.</summary>
internal enum SiloRequest
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGTERM.</summary>
    Terminate,
}
