using System.Text.RegularExpressions;

namespace FederatedOrleans.Tests.Architecture;

/// <summary>
/// What the solution builds. The AppHost needs an SDK that not every machine can resolve: it is listed, and a build of the solution leaves it
/// alone.
/// </summary>
[Trait("Category", "Unit")]
public sealed partial class SolutionTests
{
    private const string AppHost = "AppHost";
    private static readonly string[] Configurations = ["Debug|Any CPU", "Release|Any CPU"];
    private static readonly string Text = Repository.Read(Repository.Solution);
    private static readonly Dictionary<string, string> Ids = ProjectLine().Matches(Text)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["id"].Value);

    [Fact]
    public void Solution_Projects_AreAllProjectsOfTheTree() => Assert.Equal(Repository.Projects.Keys.Order(), Ids.Keys.Order());

    [Fact]
    public void Solution_AppHost_IsListedAndNotBuilt()
    {
        Assert.All(Configurations, configuration => Assert.True(Has(AppHost, configuration, "ActiveCfg")));
        Assert.DoesNotContain($"{{{Ids[AppHost]}}}.Debug|Any CPU.Build.0", Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{{{Ids[AppHost]}}}.Release|Any CPU.Build.0", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Solution_EveryOtherProject_IsBuilt() => Assert.All(
        Ids.Keys.Where(project => project != AppHost).SelectMany(project => Configurations.Select(configuration => (project, configuration))),
        built => Assert.True(
            Has(built.project, built.configuration, "ActiveCfg") && Has(built.project, built.configuration, "Build.0"), $"{built} is not built."));

    private static bool Has(string project, string configuration, string setting) =>
        Text.Contains($"{{{Ids[project]}}}.{configuration}.{setting} = {configuration}", StringComparison.Ordinal);

    [GeneratedRegex("""^Project\("[^"]*"\) = "(?<name>[^"]+)", "[^"]+\.csproj", "\{(?<id>[^}]+)\}"\r?$""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
