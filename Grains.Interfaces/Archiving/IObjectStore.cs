namespace FederatedOrleans.Grains.Interfaces.Archiving;

/// <summary>
/// Objects that are written once, under keys of segments between slashes. Safe for concurrent use. Nothing is needed of it but that an object which
/// was put is there in whole or not at all: no conditions, no renaming, no deleting.
/// </summary>
public interface IObjectStore
{
    /// <summary>Where it is, for people; without secrets.</summary>
    string Location { get; }

    /// <summary>Stores an object; one of the same key is replaced.</summary>
    /// <param name="key">The key: letters, digits, <c>.</c>, <c>_</c>, <c>-</c> between slashes.</param>
    /// <param name="content">The whole object.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObjectStoreException">The object may not be there.</exception>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads an object.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The whole object; null where there is none of this key.</returns>
    /// <exception cref="ObjectStoreException">The store did not answer.</exception>
    Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>The keys that begin with a prefix, in ordinal order.</summary>
    /// <param name="prefix">Whole segments, with a slash at the end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObjectStoreException">The store did not answer.</exception>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}
