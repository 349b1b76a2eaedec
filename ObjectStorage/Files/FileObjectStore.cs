using System.Security.Cryptography;
using System.Text;
using FederatedOrleans.Grains.Interfaces.Archiving;

namespace FederatedOrleans.ObjectStorage.Files;

/// <summary>
/// Objects as files below a folder, each segment of the key but the last a folder. An object is written in a folder for unfinished ones, brought to the
/// disk, and then moved to its place: a file of an object's name is whole, whenever the process or the machine dies. What a writer that died left goes when
/// the object is put again.
/// </summary>
/// <param name="folder">The folder; it need not exist.</param>
public sealed class FileObjectStore(string folder) : IObjectStore
{
    /// <summary>No key begins with it.</summary>
    private const string UnfinishedFolder = ".unfinished";

    private readonly string _root = Path.GetFullPath(folder);
    private readonly string _unfinished = Path.Combine(Path.GetFullPath(folder), UnfinishedFolder);

    /// <inheritdoc />
    public string Location => folder;

    /// <inheritdoc />
    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        // A key may be longer than a file's name.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var unfinished = Path.Combine(_unfinished, $"{name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(_unfinished);
            await using (FileStream file = new(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            Move(unfinished, path);
            foreach (var left in Directory.EnumerateFiles(_unfinished, $"{name}.*"))
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
        return segments[0] == UnfinishedFolder || segments.Any(segment => segment is "" or "." or ".." || segment.Contains('\\', StringComparison.Ordinal))
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
