using System.Xml.Linq;

namespace FederatedOrleans.Tests.Architecture;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    public const string Solution = "FederatedOrleans.sln";

    private static readonly string[] NotOurs = ["bin", "obj", "lib", "TestResults", "artifacts", "node_modules"];

    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = RepositoryFolder.Path;

    /// <summary>All projects by name.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } =
        Files("*.csproj").ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => XDocument.Load(Path.Combine(Root, path)));

    /// <summary>Files of the project, without what is built, vendored or hidden; relative to the root, with slashes.</summary>
    public static IEnumerable<string> Files(string pattern) => Walk(new DirectoryInfo(Root), pattern)
        .Select(path => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>The text of a file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The lines of a file.</summary>
    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern) => folder.EnumerateFiles(pattern).Select(file => file.FullName)
        .Concat(folder.EnumerateDirectories().Where(IsOurs).SelectMany(child => Walk(child, pattern)));

    private static bool IsOurs(DirectoryInfo folder) =>
        !folder.Name.StartsWith('.') && !NotOurs.Contains(folder.Name) && !File.Exists(Path.Combine(folder.FullName, ".git"));
}
