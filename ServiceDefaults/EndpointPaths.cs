namespace FederatedOrleans.ServiceDefaults;

/// <summary>Where every service answers those who watch it.</summary>
public static class EndpointPaths
{
    /// <summary>Whether the service can do its work now.</summary>
    public const string Health = "/health";

    /// <summary>Whether the process answers at all.</summary>
    public const string Alive = "/alive";

    /// <summary>The metrics in Prometheus' text format.</summary>
    public const string Metrics = "/metrics";

    /// <summary>All of them.</summary>
    internal static readonly string[] All = [Health, Alive, Metrics];
}
