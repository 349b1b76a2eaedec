using System.Text.RegularExpressions;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Tests.Streaming.Configuration;

/// <summary>The package's README names every option, and none that is not there.</summary>
[Trait("Category", "Unit")]
public sealed partial class PackageReadmeTests
{
    [Fact]
    public void Readme_OptionTable_ListsEveryOption()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "Orleans.Streaming.Kafka", "README.md"));

        Assert.Equal(
            typeof(KafkaStreamOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal),
            FirstCell().Matches(readme).Select(match => match.Groups["option"].Value).Order(StringComparer.Ordinal));
        Assert.All(typeof(KafkaTopicOptions).GetProperties(), property => Assert.Contains($"{property.Name}`", readme, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<option>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
