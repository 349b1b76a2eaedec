using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.ObjectStorage;
using Microsoft.Extensions.Options;

namespace FederatedOrleans.Silo.Hosting;

/// <summary>The store behind the archive, where <c>Archive:Location</c> names one.</summary>
internal static class ArchiveHosting
{
    /// <summary>Adds the store.</summary>
    public static void AddArchive(this IHostApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration[$"{ArchiveOptions.Section}:{nameof(ArchiveOptions.Location)}"]))
        {
            builder.Services.AddSingleton(services => ObjectStores.Open(services.GetRequiredService<IOptions<ArchiveOptions>>().Value));
        }
    }
}
