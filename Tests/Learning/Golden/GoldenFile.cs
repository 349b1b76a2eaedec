using System.Text.Json;

namespace FederatedOrleans.Tests.Learning.Golden;

/// <summary>Results of published implementations, in a file beside the repository that is not part of it.</summary>
internal static class GoldenFile
{
    /// <summary>Stands for the cases where the file is absent.</summary>
    public const string Absent = "(the file is not here)";

    private static readonly Lazy<JsonElement?> Root = new(() =>
    {
        var path = Path.Combine(RepositoryFolder.Path, "..", "shared", "golden", "aggregation.json");
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllText(path)).RootElement : null;
    });

    /// <summary>The names of the cases that a predicate wants; <see cref="Absent"/> alone where there is no file.</summary>
    public static IEnumerable<string> Names(Predicate<string> wanted) =>
        Root.Value is { } root ? root.EnumerateObject().Select(property => property.Name).Where(name => wanted(name)) : [Absent];

    /// <summary>A case; the test is skipped where there is no file.</summary>
    public static JsonElement Case(string name)
    {
        Assert.SkipWhen(name == Absent, "The results in ../shared/golden/aggregation.json are not here.");
        return Root.Value!.Value.GetProperty(name);
    }

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    public static float[][] Rows(JsonElement array) =>
        [.. array.EnumerateArray().Select(row => row.EnumerateArray().Select(number => number.GetSingle()).ToArray())];

    public static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected, (value, i) => Assert.InRange(Math.Abs(actual[i] - value), 0, tolerance * Math.Max(Math.Abs(value), 1e-3)));
    }
}
