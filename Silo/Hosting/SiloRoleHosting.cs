using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Grains.Tiers;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>What this silo hosts (<c>Silo:Role</c>), and over how many Kafkas.</summary>
internal static class SiloRoleHosting
{
    private const string RoleKey = "Silo:Role";

    /// <summary>The sides of Kafka, from the host's configuration.</summary>
    /// <exception cref="OrleansConfigurationException">The role is none, or lacks a Kafka that it needs.</exception>
    public static KafkaSides SidesOf(IConfiguration configuration)
    {
        var isDivided = KafkaHosting.ServersOf(configuration, FederationsOptions.CloudStreamProvider) is not null;
        var role = configuration[RoleKey] switch
        {
            null or "" => SiloRole.Both,
            var name when name.Equals("fog", StringComparison.OrdinalIgnoreCase) => SiloRole.Fog,
            var name when name.Equals("cloud", StringComparison.OrdinalIgnoreCase) => SiloRole.Cloud,
            var name => throw new OrleansConfigurationException($"{RoleKey} is '{name}'; allowed: fog, cloud, or nothing for both."),
        };
        if (role != SiloRole.Both)
        {
            Require(configuration, role, FederationsOptions.CloudStreamProvider, "the updates' side");
        }

        if (role == SiloRole.Fog)
        {
            Require(configuration, role, FederationsOptions.StreamProvider, "the sensors' side");
        }

        // Orleans would add the provider by itself, and it would have nothing to read.
        var unreached = configuration.GetSection($"Orleans:Streaming:{FederationsOptions.StreamProvider}");
        return role != SiloRole.Cloud || !unreached.Exists()
            ? new(isDivided, role)
            : throw new OrleansConfigurationException($"{RoleKey} is 'cloud', and there is a section {unreached.Path}; allowed: none, since such a silo reads no sensors.");
    }

    private static void Require(IConfiguration configuration, SiloRole role, string provider, string side)
    {
        if (KafkaHosting.ServersOf(configuration, provider) is null)
        {
            throw new OrleansConfigurationException(
                $"{RoleKey} is '{role.ToString().ToLowerInvariant()}', and there is no connection string '{provider}'; a silo with one role needs "
                + $"ConnectionStrings:{provider} (or {KafkaHosting.SectionOf(provider)}:BootstrapServers), the brokers of {side}: host:port[,host:port].");
        }
    }
}
