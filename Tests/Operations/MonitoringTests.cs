using System.Text.RegularExpressions;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Operations;

/// <summary>What dashboards and alerts ask for is what a silo tells, and every alert has its line in the runbook.</summary>
[Trait("Category", "Process")]
public sealed partial class MonitoringTests
{
    /// <summary>Labels that Prometheus itself adds.</summary>
    private static readonly string[] AddedLabels = ["instance", "job"];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string Operations = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "docs", "operations.md"));

    [Fact]
    public async Task Expressions_OfDashboardsAndAlerts_NameMetricsAndLabelsThatASiloExposes()
    {
        var archive = Directory.CreateTempSubdirectory("archive-");
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?>
        {
            ["Federations__default__Window"] = "00:00:01",
            ["Archive__Location"] = archive.FullName,
            ["Archive__Interval"] = "00:00:01",
        });
        var scrape = await Eventually.GetAsync(
            () => Scrape.GetAsync(silo.Http),
            scrape => scrape.Sum("federation_version") >= 2 && scrape.Sum("federation_archive_version") >= 1 && scrape.Sum("kafka_commit_duration_seconds_count") > 0,
            Deadline,
            "two rounds are measured");

        Assert.Equal(2, Monitoring.DashboardPaths.Count);
        Assert.True(Monitoring.Expressions.Count > 40);
        Assert.All(Monitoring.Expressions, expression =>
        {
            var metrics = Monitoring.MetricsOf(expression.Expression).ToList();
            Assert.NotEmpty(metrics);
            Assert.Empty(metrics.Except(scrape.Names));
            Assert.Empty(Monitoring.LabelsOf(expression.Expression).Except(metrics.SelectMany(scrape.LabelsOf)).Except(AddedLabels));
        });
        Assert.Equal(
            scrape.Names.Where(name => name.StartsWith("federation_", StringComparison.Ordinal)).Select(name => HistogramPart().Replace(name, "")).Distinct().Order(StringComparer.Ordinal),
            FirstCell().Matches(Operations).Select(match => match.Groups["code"].Value).Where(name => name.StartsWith("federation_", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        archive.Delete(recursive: true);
    }

    [Fact]
    public void Alerts_All_HaveALineInTheRunbook()
    {
        var runbook = Operations[Operations.IndexOf("## Runbook", StringComparison.Ordinal)..];

        Assert.Equal(Monitoring.Alerts, FirstCell().Matches(runbook).Select(match => match.Groups["code"].Value));
        Assert.Equal(Monitoring.Alerts, Monitoring.Expressions.TakeLast(Monitoring.Alerts.Count).Select(expression => expression.Place));
    }

    [Fact]
    public async Task Configuration_OfPrometheus_PassesItsOwnCheck()
    {
        Promtool.Require();

        var (rules, output) = await Promtool.CheckAsync(["rules", Monitoring.RulesPath]);
        Assert.True(rules == 0 && output.Contains($"{Monitoring.Alerts.Count} rules found", StringComparison.Ordinal), output);
        var (configuration, further) = await Promtool.CheckAsync(["config", Monitoring.ConfigurationPath]);
        Assert.True(configuration == 0, further);
    }

    [GeneratedRegex(@"^\| `(?<code>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex HistogramPart();
}
