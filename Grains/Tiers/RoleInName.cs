namespace FederatedOrleans.Grains.Tiers;

/// <summary>
/// A silo's role stands before its name in the membership table: whoever knows of a silo knows its role at the same moment. Metadata, which silos ask each
/// other for, come later, and not at all for minutes once an answer was missed.
/// </summary>
internal static class RoleInName
{
    private const string Fog = "fog:";
    private const string Cloud = "cloud:";

    /// <summary>The name of a silo.</summary>
    /// <param name="role">Its role.</param>
    /// <param name="name">Its name without.</param>
    public static string Write(SiloRole role, string name) => role switch
    {
        SiloRole.Fog => Fog + name,
        SiloRole.Cloud => Cloud + name,
        _ => name,
    };

    /// <summary>The role in a silo's name.</summary>
    /// <param name="name">The name.</param>
    public static SiloRole Read(string? name) =>
        name?.StartsWith(Fog, StringComparison.Ordinal) == true ? SiloRole.Fog
        : name?.StartsWith(Cloud, StringComparison.Ordinal) == true ? SiloRole.Cloud
        : SiloRole.Both;
}
