using System.Reflection;

namespace FederatedOrleans.Tests.Grains.Storage;

/// <summary>What a state holds, all the way down, in lines of text: alias, id, name and type of every stored member.</summary>
internal static class StateShape
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Type state)
    {
        SortedDictionary<string, List<string>> shapes = new(StringComparer.Ordinal);
        Describe(state, shapes);
        return [.. shapes.SelectMany(shape => shape.Value.Prepend(shape.Key))];
    }

    private static string Describe(Type type, SortedDictionary<string, List<string>> shapes)
    {
        if (type.IsArray)
        {
            return Describe(type.GetElementType()!, shapes) + "[]";
        }

        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments().Select(argument => Describe(argument, shapes));
            return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>";
        }

        if (type.Namespace?.StartsWith("FederatedOrleans", StringComparison.Ordinal) != true)
        {
            return type.Name;
        }

        var stored = type.IsEnum || type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null ? type : SurrogateOf(type);
        var name = stored.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias ?? stored.Name;
        if (!shapes.ContainsKey(name))
        {
            shapes[name] = [];
            shapes[name].AddRange(stored.IsEnum
                ? Enum.GetValues(stored).Cast<object>().Select(value => $"  {Convert.ToInt64(value, null)} {value}")
                : MembersOf(stored, shapes));
        }

        return name;
    }

    private static IEnumerable<string> MembersOf(Type type, SortedDictionary<string, List<string>> shapes)
    {
        if (type.BaseType is { } parent && parent.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null)
        {
            yield return $"  : {Describe(parent, shapes)}";
        }

        foreach (var (id, member) in type.GetMembers(Members)
            .Select(member => (Id: member.GetCustomAttribute<IdAttribute>()?.Id, Member: member))
            .Where(item => item.Id is not null).OrderBy(item => item.Id))
        {
            yield return $"  {id} {member.Name}: {Describe(member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType, shapes)}";
        }
    }

    private static Type SurrogateOf(Type type) => type.Assembly.GetTypes()
        .SelectMany(candidate => candidate.GetInterfaces())
        .Single(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConverter<,>) && contract.GetGenericArguments()[0] == type)
        .GetGenericArguments()[1];
}
