using System.Globalization;
using Orleans.Metadata;
using Orleans.Streams;

namespace FederatedOrleans.Grains.Federations;

/// <summary>The key of a fog node, <c>federation/partition</c>, and how Orleans finds it for a sensor stream.</summary>
public sealed class FogNodeKey : IStreamIdMapper
{
    /// <summary>The name under which the mapper is registered.</summary>
    public const string MapperName = "fog-node-key";

    /// <summary>The key of a fog node, which is also its name as a participant.</summary>
    /// <param name="federation">The federation.</param>
    /// <param name="partition">The sensor partition, 0 or more.</param>
    public static string Create(string federation, int partition) => string.Create(CultureInfo.InvariantCulture, $"{federation}/{partition}");

    /// <summary>Takes a key apart.</summary>
    /// <param name="key">A key made by <see cref="Create"/>.</param>
    /// <exception cref="FormatException">The key has another form.</exception>
    public static (string Federation, int Partition) Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slash = key.LastIndexOf('/');
        return slash > 0 && int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? (key[..slash], partition)
            : throw new FormatException($"'{key}' is no fog node's key: expected federation/partition.");
    }

    /// <inheritdoc />
    public IdSpan GetGrainKeyId(GrainBindings grainBindings, StreamId streamId) =>
        IdSpan.Create($"{streamId.GetNamespace()}/{streamId.GetKeyAsString()}");
}
