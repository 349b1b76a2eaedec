using System.Globalization;
using System.Text.RegularExpressions;

namespace FederatedOrleans.Tests.Operations;

/// <summary>What a silo answered to Prometheus.</summary>
public sealed partial class Scrape
{
    private readonly List<Sample> _samples;

    private Scrape(string text)
    {
        Text = text;
        _samples = [.. SampleLine().Matches(text).Select(match => new Sample(
            match.Groups["name"].Value,
            Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value),
            double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)))];
    }

    /// <summary>The answer as it came.</summary>
    public string Text { get; }

    /// <summary>The names of all metrics.</summary>
    public IReadOnlySet<string> Names => _samples.Select(sample => sample.Name).ToHashSet();

    /// <summary>The lines of this system's own metrics, comments included.</summary>
    public string OwnText => string.Concat(Text.Split('\n').Where(line => OwnLine().IsMatch(line)).Select(line => line + "\n"));

    /// <summary>Asks a silo.</summary>
    public static async Task<Scrape> GetAsync(HttpClient silo) =>
        new(await silo.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken));

    /// <summary>The sum of the samples that have these labels; 0 when there are none.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels) => Find(name, labels).Sum(sample => sample.Value);

    /// <summary>All labels of the metrics that begin with the same word: a counter of what never happened has none of its own yet.</summary>
    public IEnumerable<string> LabelsOf(string name) => _samples.Where(sample => sample.Name.Split('_')[0] == name.Split('_')[0])
        .SelectMany(sample => sample.Labels.Keys).Distinct();

    /// <summary>How many samples a metric has.</summary>
    public int Count(string name) => Find(name, []).Count();

    /// <summary>Whether there is a sample that has these labels.</summary>
    public bool Has(string name, params (string Name, string Value)[] labels) => Find(name, labels).Any();

    private IEnumerable<Sample> Find(string name, (string Name, string Value)[] labels) => _samples.Where(
        sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value));

    [GeneratedRegex(@"^(?<name>[A-Za-z_:][\w:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$", RegexOptions.Multiline)]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>\w+)="(?<value>(\\.|[^"\\])*)""")]
    private static partial Regex Label();

    [GeneratedRegex("^(# (HELP|TYPE|UNIT) )?(federation|kafka)_")]
    private static partial Regex OwnLine();

    private sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
