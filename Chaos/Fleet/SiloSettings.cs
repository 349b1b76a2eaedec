using System.Globalization;
using FederatedOrleans.Chaos.Readings;

namespace FederatedOrleans.Chaos.Fleet;

/// <summary>The configuration of silos, as environment variables: nothing else makes them part of a system.</summary>
internal static class SiloSettings
{
    /// <summary>The settings of every silo.</summary>
    /// <param name="bootstrapServers">The brokers.</param>
    /// <param name="store">The store; null for memory.</param>
    /// <param name="idleTimeout">How long a partition must be silent before its node is idle.</param>
    /// <param name="cores">A folder for the memory of a process that crashed; null for none.</param>
    public static IReadOnlyDictionary<string, string?> Create(string bootstrapServers, string? store, TimeSpan idleTimeout, string? cores = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["ConnectionStrings__kafka"] = bootstrapServers,
            ["ConnectionStrings__redis"] = store,
            ["Federations__default__Window"] = Time(LogShape.WindowMs),
            ["Federations__default__Lateness"] = Time(LogShape.LatenessMs),
            ["Federations__default__MaxFutureSkew"] = Time(LogShape.MaxFutureSkewMs),
            ["Federations__default__IdleTimeout"] = idleTimeout.ToString("c", CultureInfo.InvariantCulture),
            ["Kafka__HeartbeatInterval"] = "00:00:00.500",
        };
        if (cores is not null)
        {
            settings["DOTNET_DbgEnableMiniDump"] = "1";
            settings["DOTNET_DbgMiniDumpType"] = "2";
            settings["DOTNET_DbgMiniDumpName"] = CoreOf(cores, "%p");
        }

        return settings;
    }

    /// <summary>Where the memory of a process that crashed lies.</summary>
    /// <param name="cores">The folder.</param>
    /// <param name="process">The process's id.</param>
    public static string CoreOf(string cores, object process) => Path.Combine(cores, $"core.{process}");

    private static string Time(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds).ToString("c", CultureInfo.InvariantCulture);
}
