using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.Session;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>
/// Orleans' serializer with another way of naming types: one that has no alias is refused, where Orleans would write its CLR name. What it
/// writes any Orleans serializer reads.
/// </summary>
internal sealed class OrleansEventSerializer
{
    private readonly CodecProvider _codecs;
    private readonly Serializer _serializer;

    /// <summary>Creates the serializer over the services of a silo or client.</summary>
    public OrleansEventSerializer(IServiceProvider services)
    {
        var manifest = services.GetRequiredService<IOptions<TypeManifestOptions>>();
        TypeConverter names = new(
            [.. services.GetServices<ITypeConverter>(), new AliasOnlyNames(manifest.Value)],
            services.GetServices<ITypeNameFilter>(),
            services.GetServices<ITypeFilter>(),
            manifest,
            services.GetRequiredService<TypeResolver>());
        TypeManifestOptions wellKnown = new();
        foreach (var (id, type) in manifest.Value.WellKnownTypeIds.Where(entry => !AliasOnlyNames.WritesNames(entry.Value)))
        {
            wellKnown.WellKnownTypeIds.Add(id, type);
        }

        _codecs = services.GetRequiredService<CodecProvider>();
        _serializer = new(new SerializerSessionPool(new TypeCodec(names), new WellKnownTypeCollection(Options.Create(wellKnown)), _codecs));
    }

    /// <summary>Whether Orleans has a serializer for a type.</summary>
    public bool CanSerialize<T>() => _codecs.TryGetCodec<T>() is not null;

    /// <summary>Writes a value.</summary>
    /// <exception cref="NotSupportedException">A type in it has no alias, or it is nested too deeply to be read.</exception>
    public byte[] Serialize<T>(T item)
    {
        if (!CanSerialize<T>())
        {
            throw new NotSupportedException($"Orleans has no serializer for {typeof(T)}; give it [GenerateSerializer] and [Alias].");
        }

        var data = _serializer.SerializeToArray(item);
        WireDepth.Require(data);
        return data;
    }

    /// <summary>Reads a value; throws anything that Orleans throws over bytes that are none.</summary>
    public T? Deserialize<T>(ReadOnlySpan<byte> data)
    {
        WireDepth.Require(data);
        return _serializer.Deserialize<T>(data);
    }
}
