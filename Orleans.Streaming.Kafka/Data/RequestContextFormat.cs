using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.Session;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>
/// A request context in Orleans' wire format, with simple values alone. A header may come from anyone, so that reading it creates nothing but
/// these: no other type has a number here, and none can be named.
/// </summary>
internal sealed class RequestContextFormat
{
    /// <summary>The types of values, each of which Orleans writes with a number of its own.</summary>
    private static readonly HashSet<Type> Simple =
    [
        typeof(string), typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset),
        typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
    ];

    private readonly Serializer _serializer;

    /// <summary>Creates the format over the services of a silo or client.</summary>
    public RequestContextFormat(IServiceProvider services)
    {
        TypeManifestOptions known = new();
        foreach (var (id, type) in services.GetRequiredService<IOptions<TypeManifestOptions>>().Value.WellKnownTypeIds)
        {
            if (Simple.Contains(type))
            {
                known.WellKnownTypeIds.Add(id, type);
            }
        }

        var options = Options.Create(known);
        TypeConverter names = new([new NoNames()], [], [], options, services.GetRequiredService<TypeResolver>());
        _serializer = new(new SerializerSessionPool(
            new TypeCodec(names), new WellKnownTypeCollection(options), services.GetRequiredService<CodecProvider>()));
    }

    /// <summary>Whether a value can be carried.</summary>
    public static bool CanWrite(object value) => Simple.Contains(value.GetType());

    /// <summary>Writes a context that has such values alone.</summary>
    public byte[] Write(Dictionary<string, object> context) => _serializer.SerializeToArray(context);

    /// <summary>Reads a context; throws anything when it is none.</summary>
    public Dictionary<string, object> Read(ReadOnlySpan<byte> written)
    {
        WireDepth.Require(written);
        var context = _serializer.Deserialize<Dictionary<string, object>>(written) ?? throw new InvalidOperationException("it is null.");
        return context.Values.All(value => value is not null && CanWrite(value)) ? context : throw new InvalidOperationException("it has a value of another type.");
    }

    private sealed class NoNames : ITypeConverter
    {
        public bool TryFormat(Type type, out string formatted) => throw new NotSupportedException($"{type} has no number.");

        public bool TryParse(string formatted, out Type type) => throw new NotSupportedException("no type is named here.");
    }
}
