using System.Reflection;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

namespace Orleans.Streaming.Kafka.Data;

/// <summary>Refuses to name a type that Orleans would write with its CLR name. It comes behind the converters of the application.</summary>
/// <remarks>
/// Orleans leaves a type out where it is the expected one, writes a number for the types in <see cref="TypeManifestOptions.WellKnownTypeIds"/>,
/// and asks its converters for a name otherwise. A name is free of CLR names when the type, or the definition and the arguments of a generic
/// type, or the element of an array, is a C# keyword's type or has an alias.
/// </remarks>
internal sealed class AliasOnlyNames(TypeManifestOptions manifest) : ITypeConverter
{
    /// <summary>The types that Orleans names by a word of its own.</summary>
    private static readonly HashSet<Type> Named =
    [
        typeof(object), typeof(string), typeof(char), typeof(sbyte), typeof(byte), typeof(bool), typeof(short), typeof(ushort), typeof(int),
        typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(Guid), typeof(TimeSpan),
        typeof(DateTime), typeof(DateTimeOffset), typeof(Type),
    ];

    private readonly HashSet<Type> _aliased = [.. manifest.WellKnownTypeAliases.Values];

    /// <summary>Whether a codec writes CLR names into what it writes, so that its own alias is no help.</summary>
    public static bool WritesNames(Type codec) => codec == typeof(ExceptionCodec) || codec == typeof(DotNetSerializableCodec);

    public bool TryFormat(Type type, out string formatted)
    {
        formatted = "";
        return WritesNames(type) ? throw new NotSupportedException("an exception or ISerializable in it would be written with CLR names.")
            : IsFreeOfNames(type) ? false
            : throw new NotSupportedException(
                $"{type} in it has no alias and would be written with its CLR name. Give it [Alias], or declare the member that holds it with exactly this type.");
    }

    public bool TryParse(string formatted, out Type type)
    {
        type = null!;
        return false;
    }

    private bool IsFreeOfNames(Type type) => type.HasElementType
        ? IsFreeOfNames(type.GetElementType()!)
        : type.IsConstructedGenericType
            ? IsFreeOfNames(type.GetGenericTypeDefinition()) && Array.TrueForAll(type.GetGenericArguments(), IsFreeOfNames)
            : Named.Contains(type) || _aliased.Contains(type) || HasCompoundAlias(type);

    private bool HasCompoundAlias(Type type) => type.GetCustomAttributes<CompoundTypeAliasAttribute>(inherit: false)
        .Any(alias => alias.Components.OfType<Type>().All(IsFreeOfNames));
}
