using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using FederatedOrleans.Grains.Aggregation;
using FederatedOrleans.Grains.Archiving;
using FederatedOrleans.Grains.Fog;
using FederatedOrleans.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace FederatedOrleans.Tests.Grains.Storage;

/// <summary>
/// What releases have written stays readable. Every version of every state has a sample in the folder <c>Samples</c>: the bytes in base64, and beside
/// those of the newest version what the state holds.
/// </summary>
[Trait("Category", "Unit")]
public sealed partial class StoredStateTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Path, "Tests", "Grains", "Storage", "Samples");

    private static readonly VersionedStateSerializer Storage = new(
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

    private static readonly IReadOnlyDictionary<Type, object> States = new Dictionary<Type, object>
    {
        [typeof(FogNodeState)] = SampleStates.FogNode,
        [typeof(AggregatorState)] = SampleStates.Aggregator,
        [typeof(ArchiveState)] = SampleStates.Archive,
    };

    public static TheoryData<string, int> Versions =>
    [
        .. States.Keys.SelectMany(state => Enumerable.Range(1, VersionOf(state)).Select(version => (state.Name, version))),
    ];

    public static TheoryData<string> Names => [.. States.Keys.Select(state => state.Name)];

    [Fact]
    public void States_OfAllGrains_HaveAVersionAndASample()
    {
        var stored = typeof(FogNodeState).Assembly.GetTypes().SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Where(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>() is not null)
            .Select(parameter => parameter.ParameterType.GetGenericArguments()[0]);

        Assert.Equal(States.Keys.Select(state => state.Name).Order(), stored.Select(state => state.Name).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Deserialize_SampleOfAnyVersion_GivesTheStateThatWasStored(string name, int version)
    {
        var (type, expected) = States.Single(state => state.Key.Name == name);

        var read = Deserialize(type, Sample(name, version));

        // As JSON: which collections hold the items is nobody's business.
        Assert.Equal(JsonSerializer.Serialize(expected, type), JsonSerializer.Serialize(read, type));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Serialize_AnyState_BeginsWithItsVersionAndNamesNoTypesOfOurs(string name)
    {
        var (type, state) = States.Single(state => state.Key.Name == name);

        var stored = Serialize(type, state);

        Assert.Equal([0xFF, (byte)'F', (byte)'O', (byte)VersionOf(type)], stored[..4]);
        Assert.DoesNotMatch(TypeName(), SampleStates.TextOf(stored));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_NewerVersion_IsRefusedWithWhatToDo(string name)
    {
        var (type, state) = States.Single(state => state.Key.Name == name);
        var stored = Serialize(type, state);
        stored[3]++;

        var exception = Assert.Throws<StateVersionException>(() => Deserialize(type, stored));

        var version = VersionOf(type);
        Assert.Contains($"has version {version + 1}; this release knows versions up to {version}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(type.GetCustomAttribute<AliasAttribute>()!.Alias, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Shape_OfAState_ChangesOnlyWithItsVersion(string name)
    {
        var type = States.Keys.Single(state => state.Name == name);
        var path = Path.Combine(Folder, $"{name}.{VersionOf(type)}.shape.txt");
        var shape = StateShape.Of(type);

        Assert.True(
            File.Exists(path) && File.ReadAllLines(path).SequenceEqual(shape),
            $"{name} holds something else than {Path.GetFileName(path)} says. A change is a new version: raise StateVersion, keep the old sample, and add the new one "
            + $"and its shape:\n{string.Join('\n', shape)}");
    }

    [Fact]
    public void Serialize_StateOfAnotherLibrary_IsLeftAsOrleansWritesIt()
    {
        var plain = new OrleansGrainStorageSerializer(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

        Assert.Equal(plain.Serialize("text").ToArray(), Storage.Serialize("text").ToArray());
        Assert.Equal("text", Storage.Deserialize<string>(plain.Serialize("text")));
        Assert.Null(Storage.Deserialize<FogNodeState>(Storage.Serialize<FogNodeState>(null)));
    }

    private static byte[] Sample(string name, int version)
    {
        var path = Path.Combine(Folder, $"{name}.{version}.txt");
        var (type, state) = States.Single(state => state.Key.Name == name);
        var newest = Convert.ToBase64String(Serialize(type, state), Base64FormattingOptions.InsertLineBreaks);
        Assert.True(File.Exists(path), $"{path} is missing. The newest version's sample is:\n{newest}");
        return Convert.FromBase64String(File.ReadAllText(path));
    }

    private static int VersionOf(Type state) => state.GetCustomAttribute<StateVersionAttribute>()!.Version;

    private static byte[] Serialize(Type type, object state) =>
        ((BinaryData)typeof(VersionedStateSerializer).GetMethod(nameof(Storage.Serialize))!.MakeGenericMethod(type).Invoke(Storage, [state])!).ToArray();

    private static object Deserialize(Type type, byte[] stored) => typeof(VersionedStateSerializer).GetMethod(nameof(Storage.Deserialize))!.MakeGenericMethod(type)
        .Invoke(Storage, BindingFlags.DoNotWrapExceptions, null, [new BinaryData(stored)], null)!;

    [GeneratedRegex(@"FederatedOrleans|Version=|PublicKeyToken|, System")]
    private static partial Regex TypeName();
}
