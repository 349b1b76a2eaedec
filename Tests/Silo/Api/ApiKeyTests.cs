using System.Net;
using System.Reflection;
using System.Text;
using FederatedOrleans.Grains.Interfaces.Configuration;
using FederatedOrleans.Silo.Api;
using FederatedOrleans.Silo.Rounds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FederatedOrleans.Tests.Silo.Api;

/// <summary>
/// Who may change state: every route that does, called from this machine and, as far as the host can tell, from others. A request that is let through comes
/// to a federation that answers "reached".
/// </summary>
[Trait("Category", "Unit")]
public sealed class ApiKeyTests
{
    private const string Reached = "reached";

    public static TheoryData<string> Elsewhere => ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7", "10.0.0.1", "0.0.0.0", ""];

    public static TheoryData<string> Here => ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"];

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public Task Change_WithoutAConfiguredKey_IsForbiddenFromOtherMachines(string address) =>
        EveryChangeAsync(null, address, said: null, HttpStatusCode.Forbidden, "this machine only");

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public Task Change_WithoutAConfiguredKey_IsForbiddenWhateverKeyIsSaid(string address) =>
        EveryChangeAsync("", address, said: "", HttpStatusCode.Forbidden, "this machine only");

    [Theory]
    [MemberData(nameof(Here))]
    public Task Change_WithoutAConfiguredKey_IsAllowedFromThisMachine(string address) =>
        EveryChangeAsync(null, address, said: null, HttpStatusCode.ServiceUnavailable, Reached);

    [Theory]
    [MemberData(nameof(Elsewhere))]
    [MemberData(nameof(Here))]
    public async Task Change_WithAConfiguredKey_TakesThatKeyAndNothingElseFromAnywhere(string address)
    {
        await EveryChangeAsync("secret", address, said: null, HttpStatusCode.Unauthorized, ApiKeyFilter.Header);
        await EveryChangeAsync("secret", address, said: "Secret", HttpStatusCode.Unauthorized, ApiKeyFilter.Header);
        await EveryChangeAsync("secret", address, said: "secret", HttpStatusCode.ServiceUnavailable, Reached);
    }

    /// <summary>Calls every route that is no GET.</summary>
    private static async Task EveryChangeAsync(string? configured, string address, string? said, HttpStatusCode status, string named)
    {
        await using var app = await StartAsync(configured, address);
        using HttpClient http = new() { BaseAddress = new(app.Urls.Single()) };
        var changes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Contains("GET")).ToList();

        Assert.Equal(2, changes.Count);
        foreach (var change in changes)
        {
            var path = change.RoutePattern.RawText!.Replace("{federation}", "default", StringComparison.Ordinal).Replace("{participant}", "0", StringComparison.Ordinal);
            using HttpRequestMessage request = new(HttpMethod.Parse(change.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]), path)
            {
                Content = new StringContent("""{"version":1}""", Encoding.UTF8, "application/json"),
            };
            if (said is not null)
            {
                request.Headers.Add(ApiKeyFilter.Header, said);
            }

            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.True(response.StatusCode == status, $"{path}: {response.StatusCode} {body}");
            Assert.Contains(named, body, StringComparison.Ordinal);
        }
    }

    private static async Task<WebApplication> StartAsync(string? key, string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<ApiOptions>(options => options.Key = key);
        builder.Services.Configure<FederationsOptions>(options => options.Federations["default"] = new());
        builder.Services.AddSingleton(DispatchProxy.Create<IGrainFactory, NoGrains>());
        builder.Services.AddSingleton<RoundFeeds>(_ => throw new NotSupportedException());
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = address.Length == 0 ? null : IPAddress.Parse(address);
            return next(context);
        });
        app.MapFederations();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    /// <summary>Stands for a cluster whose grains cannot answer yet.</summary>
#pragma warning disable CA1852 // A proxy is derived from it.
    private class NoGrains : DispatchProxy
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException(Reached);
    }
#pragma warning restore CA1852
}
