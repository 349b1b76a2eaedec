namespace FederatedOrleans.Grains.Diagnostics;

/// <summary>The names under which federations are measured and traced.</summary>
public static class FederationTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "FederatedOrleans";
}
