using System.Text.Json;
using System.Text.RegularExpressions;

namespace FederatedOrleans.Tests.Operations;

/// <summary>The dashboards and alert rules in the repository.</summary>
public static partial class Monitoring
{
    private const string Keywords = " and or unless by without on ignoring ";
    private static readonly string Folder = Path.Combine(RepositoryFolder.Path, "AppHost");

    /// <summary>The alert rules' file.</summary>
    public static string RulesPath { get; } = Path.Combine(Folder, "prometheus", "alerts.yml");

    /// <summary>The configuration of Prometheus.</summary>
    public static string ConfigurationPath { get; } = Path.Combine(Folder, "prometheus", "prometheus.yml");

    /// <summary>The names of all alerts.</summary>
    public static IReadOnlyList<string> Alerts => [.. AlertLine().Matches(File.ReadAllText(RulesPath)).Select(match => match.Groups["name"].Value)];

    /// <summary>The files of the dashboards.</summary>
    public static IReadOnlyList<string> DashboardPaths => Directory.GetFiles(Path.Combine(Folder, "grafana", "dashboards"), "*.json");

    /// <summary>Every expression of dashboards and alerts, with where it stands.</summary>
    public static IReadOnlyList<(string Place, string Expression)> Expressions => [.. DashboardPaths.SelectMany(OfDashboard), .. OfAlerts()];

    /// <summary>The metrics that an expression names.</summary>
    public static IEnumerable<string> MetricsOf(string expression) => Identifier().Matches(Label().Replace(Grouping().Replace(Range().Replace(expression, ""), ""), ""))
        .Select(match => match.Value).Where(name => !Keywords.Contains($" {name} ", StringComparison.Ordinal)).Distinct();

    /// <summary>The labels that an expression selects or groups by.</summary>
    public static IEnumerable<string> LabelsOf(string expression) => Grouping().Matches(expression).SelectMany(match => Word().Matches(match.Groups["labels"].Value))
        .Concat(Label().Matches(expression).SelectMany(match => Matcher().Matches(match.Value)))
        .Select(match => match.Groups["name"].Value).Distinct();

    private static IEnumerable<(string Place, string Expression)> OfDashboard(string path)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(
                target => (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!))),
        ];
    }

    private static IEnumerable<(string Place, string Expression)> OfAlerts() => AlertExpression().Matches(File.ReadAllText(RulesPath))
        .Select(match => (match.Groups["name"].Value, match.Groups["expression"].Value));

    [GeneratedRegex(@"^\s+- alert: (?<name>\w+)$", RegexOptions.Multiline)]
    private static partial Regex AlertLine();

    [GeneratedRegex(@"- alert: (?<name>\w+)\n\s+expr:\s+\|?\s*(?<expression>.*?)\n        (for|labels):", RegexOptions.Singleline)]
    private static partial Regex AlertExpression();

    [GeneratedRegex(@"(?<![\w.])[a-z_][a-z0-9_]*\b(?!\s*\()")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\bby\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Label();

    [GeneratedRegex(@"\[\w+\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<name>\w+)")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<name>\w+)\s*(=~|!~|!=|=)\s*""[^""]*""")]
    private static partial Regex Matcher();
}
