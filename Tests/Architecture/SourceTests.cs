using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FederatedOrleans.Tests.Architecture;

/// <summary>Rules that every source file keeps.</summary>
[Trait("Category", "Unit")]
public sealed partial class SourceTests
{
    private const int MaxLines = 400;
    private const string LibraryOfItsOwn = "Orleans.Streaming.Kafka";
    private static readonly string[] Sources = ["*.cs", "*.js", "*.css", "*.html", "*.csproj", "*.props"];

    [Fact]
    public void Namespace_OfEveryFile_IsItsFolder()
    {
        var found = Repository.Files("*.cs").Select(path => (Path: path, Line: NamespaceLine().Match(Repository.Read(path))));

        Assert.DoesNotContain(found, file => file.Line.Success && file.Line.Groups["name"].Value != NamespaceOf(file.Path));
    }

    [Fact]
    public void File_OfAnyKind_HasAtMost400Lines() =>
        Assert.DoesNotContain(Sources.SelectMany(Repository.Files), path => Repository.ReadLines(path).Length > MaxLines);

    [Fact]
    public void Time_OutsideTests_ComesFromATimeProvider() => Assert.DoesNotContain(
        Repository.Files("*.cs"),
        path => !path.StartsWith("Tests/", StringComparison.Ordinal) && WallClock().IsMatch(Repository.Read(path)));

    [Fact]
    public void PackageVersion_OfEveryPackage_IsCentral()
    {
        var central = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(Included).ToHashSet();
        var references = Repository.Projects.SelectMany(project => project.Value.Descendants("PackageReference").Select(reference => (project.Key, reference)));

        Assert.All(references, package =>
        {
            var name = Included(package.reference);
            Assert.True(
                package.reference.Attribute("Version") is null && package.reference.Attribute("VersionOverride") is null && !package.reference.HasElements,
                $"{package.Key} gives {name} a version of its own.");
            Assert.True(central.Contains(name), $"{name} of {package.Key} has no central version.");
        });
    }

    private static string Included(XElement element) => (string?)element.Attribute("Include") ?? "";

    private static string NamespaceOf(string path)
    {
        var folder = path[..path.LastIndexOf('/')].Replace('/', '.');
        return folder == LibraryOfItsOwn || folder.StartsWith(LibraryOfItsOwn + '.', StringComparison.Ordinal) ? folder : "FederatedOrleans." + folder;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b")]
    private static partial Regex WallClock();
}
