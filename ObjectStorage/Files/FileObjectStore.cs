using FederatedOrleans.Grains.Interfaces.Archiving;

namespace FederatedOrleans.ObjectStorage.Files;

/// <summary>
/// Objects as files below a folder, each segment of the key but the last a folder. An object is written beside its place, brought to the disk, and
/// then moved there: a file of an object's name is whole, whenever the process or the machine dies. What a writer that died left beside the place goes
/// when the object is put again.
/// </summary>
/// <param name="folder">The folder; it need not exist.</param>
public sealed class FileObjectStore(string folder) : IObjectStore
{
    private const string Unfinished = ".part";
    private readonly string _root = Path.GetFullPath(folder);

    /// <inheritdoc />
    public string Location => folder;

    /// <inheritdoc />
    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (FileStream file = new(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            Move(unfinished, path);
            foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*{Unfinished}"))
            {
                Remove(left);
            }
        }
        catch (Exception exception)
        {
            Remove(unfinished);
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new ObjectStoreException($"The file {path} could not be written: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <inheritdoc />
    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"The file {path} could not be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var start = PathOf(prefix);
        try
        {
            IReadOnlyList<string> keys = !Directory.Exists(start) ? [] :
            [
                .. Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
                    .Where(path => !path.EndsWith(Unfinished, StringComparison.Ordinal))
                    .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
                    .Order(StringComparer.Ordinal),
            ];
            return Task.FromResult(keys);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"The folder {start} could not be listed: {exception.Message}", exception);
        }
    }

    /// <summary>A key never leads out of the folder: it has no segments but names.</summary>
    private string PathOf(string key)
    {
        var segments = key.TrimEnd('/').Split('/');
        return segments.Any(segment => segment is "" or "." or ".." || segment.Contains('\\', StringComparison.Ordinal))
            ? throw new ArgumentException($"'{key}' is no key.", nameof(key))
            : Path.Combine([_root, .. segments]);
    }

    private static void Move(string unfinished, string path)
    {
        try
        {
            File.Move(unfinished, path, overwrite: true);
        }
        catch (FileNotFoundException) when (File.Exists(path))
        {
            // Another writer of this object was done first, and took this for a dead one's: as if it had replaced the object.
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could not be written may not be removable either; the failure to write is what is reported, and nobody reads unfinished files.
        }
    }
}
