using System.Reflection;
using System.Text.RegularExpressions;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Sensors.Simulation;
using FederatedOrleans.Silo.Api;
using FederatedOrleans.Silo.Hosting;
using FederatedOrleans.Silo.Rounds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Configuration;

namespace FederatedOrleans.Tests.Architecture;

/// <summary>The README names every option and every route that there is, and none that is not.</summary>
[Trait("Category", "Unit")]
public sealed partial class DocumentationTests
{
    private static readonly string Readme = Repository.Read("README.md");

    [Theory]
    [InlineData("Federations", typeof(FederationOptions))]
    [InlineData("Rounds", typeof(RoundOptions))]
    [InlineData("Scoring", typeof(ScoringOptions))]
    [InlineData("Api", typeof(ApiOptions))]
    [InlineData("Kafka", typeof(KafkaStreamOptions))]
    [InlineData("Membership", typeof(MembershipOptions))]
    [InlineData("Simulation", typeof(SimulationOptions), "Enabled")]
    [InlineData("Archive", typeof(ArchiveOptions))]
    public void Readme_ConfigurationTable_ListsEveryOption(string section, Type options, params string[] further)
    {
        var properties = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)
            .Select(property => property.Name);

        Assert.Equal(properties.Concat(further).Order(StringComparer.Ordinal), FirstCells(section).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Readme_RouteTable_ListsEveryRoute()
    {
        var builder = WebApplication.CreateSlimBuilder();
        // Routes are only listed here: what their handlers take has to be known, not made.
        builder.Services.AddSingleton<IGrainFactory>(_ => throw new NotSupportedException());
        builder.Services.AddSingleton<RoundFeeds>(_ => throw new NotSupportedException());
        await using var app = builder.Build();
        app.MapFederations();
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => $"{endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]} /{endpoint.RoutePattern.RawText!.Trim('/')}");

        var listed = FirstCells("HTTP API").Where(route => route.Contains(" /api/", StringComparison.Ordinal));
        Assert.Equal(routes.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Guarantees_EveryTestThatIsNamed_Exists()
    {
        var named = NamedTest().Matches(Repository.Read("docs/design/guarantees.md")).Select(match => match.Value[1..^1]).Distinct().ToList();
        var methods = typeof(DocumentationTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
                .Select(method => $".{type.FullName}.{method.Name}"))
            .ToList();

        Assert.True(named.Count > 60);
        Assert.All(named, name => Assert.Single(methods, method => method.EndsWith("." + name, StringComparison.Ordinal)));
    }

    [Fact]
    public void Guarantees_EveryPromise_HasTestsAndSaysWhatIsNotPromised()
    {
        string[] promises = [.. Promise().Split(Repository.Read("docs/design/guarantees.md")).Skip(1)];

        Assert.Equal(7, promises.Length);
        Assert.All(promises, promise => Assert.True(NamedTest().Count(promise) >= 4 && promise.Contains("**Not promised:**", StringComparison.Ordinal)));
    }

    /// <summary>The code in the first cell of every row of the table below a heading.</summary>
    private static IEnumerable<string> FirstCells(string heading)
    {
        var section = Regex.Match(Readme, $@"^##+ {Regex.Escape(heading)}\n(?<text>.*?)(?=^##)", RegexOptions.Multiline | RegexOptions.Singleline);
        return FirstCell().Matches(section.Groups["text"].Value).Select(match => match.Groups["code"].Value);
    }

    [GeneratedRegex(@"`(\w+\.)+\w+_\w+`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^## \d\. ", RegexOptions.Multiline)]
    private static partial Regex Promise();

    [GeneratedRegex(@"^\| `(?<code>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();
}
