using System.Buffers;
using System.Reflection;
using Orleans.Serialization;
using Orleans.Storage;

namespace FederatedOrleans.Grains.Storage;

/// <summary>
/// Writes grain states in Orleans' compact form, which knows our types by their aliases and never by their names in .NET, behind four bytes:
/// <c>FF 46 4F</c> and the state's version. What has no such header was written before versions were, and is version 1. The version is looked at before
/// anything else: a newer state is refused, not misread.
/// </summary>
/// <param name="serializer">Orleans' serializer.</param>
public sealed class VersionedStateSerializer(Serializer serializer) : IGrainStorageSerializer
{
    private const int HeaderBytes = 4;

    /// <summary>No value in Orleans' form begins with FF: there is no such extended wire type.</summary>
    private static ReadOnlySpan<byte> Mark => [0xFF, (byte)'F', (byte)'O'];

    /// <inheritdoc />
    public BinaryData Serialize<T>(T? input)
    {
        ArrayBufferWriter<byte> buffer = new();
        if (Versioned<T>.Current is { } version)
        {
            buffer.Write(Mark);
            buffer.Write([version]);
        }

        serializer.Serialize(input, buffer);
        return new(buffer.WrittenMemory);
    }

    /// <inheritdoc />
    /// <exception cref="StateVersionException">The state was written by a release that is newer than this one.</exception>
    public T? Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var bytes = input.ToMemory();
        if (!bytes.Span.StartsWith(Mark) || bytes.Length < HeaderBytes)
        {
            return serializer.Deserialize<T>(bytes);
        }

        var (version, known) = (bytes.Span[HeaderBytes - 1], Versioned<T>.Current ?? 0);
        return version <= known ? serializer.Deserialize<T>(bytes[HeaderBytes..]) : throw new StateVersionException(
            $"The stored state {Versioned<T>.Name} has version {version}; this release knows versions up to {known}. It is left as it is: run a release that "
            + "knows it, or remove it from the store, and the grain begins again from the log.");
    }

    private static class Versioned<T>
    {
        public static readonly byte? Current = typeof(T).GetCustomAttribute<StateVersionAttribute>() is { Version: var version } ? checked((byte)version) : null;

        public static readonly string Name = typeof(T).GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias ?? typeof(T).Name;
    }
}
