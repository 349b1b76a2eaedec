using System.Reflection;
using System.Xml.Linq;

namespace FederatedOrleans.Tests.Architecture;

/// <summary>
/// Who may reference whom. Project files say what is meant, assemblies what came of it: a reference that came in through another project shows
/// in the second only, one that nothing uses yet in the first only.
/// </summary>
[Trait("Category", "Unit")]
public sealed class ReferenceTests
{
    private static readonly string[] Libraries =
        ["EmbeddedKafka", "Grains", "Grains.Interfaces", "Learning", "ObjectStorage", "Orleans.Streaming.Kafka", "Sensors", "ServiceDefaults"];

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["EmbeddedKafka"] = [],
        ["Grains.Interfaces"] = [],
        ["Learning"] = [],
        ["Orleans.Streaming.Kafka"] = [],
        ["ObjectStorage"] = ["Grains.Interfaces"],
        ["Sensors"] = [],
        ["ServiceDefaults"] = [],
        ["Grains"] = ["Grains.Interfaces", "Learning", "Orleans.Streaming.Kafka"],
        ["Edge"] = Libraries,
        ["Silo"] = Libraries,
        ["CustomModel"] = ["Learning"],
        ["AppHost"] = ["Edge", "Silo"],
        ["Chaos"] = [.. Libraries, "Edge", "Silo"],
        ["Tests"] = [.. Libraries, "Benchmarks", "Chaos", "CustomModel", "Edge", "Silo"],
        ["Benchmarks"] = [.. Libraries, "Edge", "Silo"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects.Keys];

    public static TheoryData<string> Assemblies =>
        [.. Repository.Projects.Keys.Where(project => File.Exists(Path.Combine(AppContext.BaseDirectory, project + ".dll")))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatTheLayoutAllows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"The layout does not know the project {project}.");
        Assert.Empty(ProjectReferencesOf(project).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_References_OnlyWhatTheLayoutAllows(string project)
    {
        var references = ReferencesOf(project).Where(Allowed.ContainsKey);

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void Learning_References_OnlyTheFramework()
    {
        Assert.Empty(PackagesOf("Learning"));
        Assert.All(ReferencesOf("Learning"), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        Assembly.Load(new AssemblyName(project)).GetReferencedAssemblies().Select(reference => reference.Name!);

    private static IEnumerable<string> ProjectReferencesOf(string project) =>
        Includes(Repository.Projects[project], "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> PackagesOf(string project) => Includes(Repository.Projects[project], "PackageReference");

    private static IEnumerable<string> Includes(XDocument project, string item) =>
        project.Descendants(item).Select(element => (string?)element.Attribute("Include") ?? "");
}
