namespace FederatedOrleans.Grains.Interfaces.Configuration;

/// <summary>All federations of a cluster by name. Bound from the section <c>Federations</c>; where it is absent there is one, <c>default</c>.</summary>
public sealed class FederationsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Federations";

    /// <summary>The federation that exists when none is configured.</summary>
    public const string DefaultName = "default";

    /// <summary>The name of the stream provider; of the one with the sensors' side where there are two.</summary>
    public const string StreamProvider = "kafka";

    /// <summary>The name of the stream provider with the updates' side, where it has a Kafka of its own.</summary>
    public const string CloudStreamProvider = "kafka-cloud";

    /// <summary>The name of the grain storage that keeps checkpoints.</summary>
    public const string Storage = "federation";

    /// <summary>Federations by name: lower-case letters, digits and hyphens, 1 to 63 characters.</summary>
    public IDictionary<string, FederationOptions> Federations { get; set; } =
        new Dictionary<string, FederationOptions>(StringComparer.Ordinal);
}
