using FederatedOrleans.Grains.Interfaces.Archiving;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.ObjectStorage.Files;
using FederatedOrleans.ObjectStorage.S3;

namespace FederatedOrleans.ObjectStorage;

/// <summary>Opens the store that a location names.</summary>
public static class ObjectStores
{
    /// <summary>Opens a store. Nothing is asked of it yet, so it need not be there.</summary>
    /// <param name="options">Location and access, without fault (<see cref="ArchiveOptionsValidator"/>).</param>
    /// <returns>The store; to be disposed of where it is disposable.</returns>
    public static IObjectStore Open(ArchiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Location);
        return ArchiveLocation.IsS3(options.Location) ? new S3ObjectStore(options) : new FileObjectStore(options.Location);
    }
}
