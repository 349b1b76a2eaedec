using FederatedOrleans.Silo.Rounds;

namespace FederatedOrleans.Silo.Api;

/// <summary>The services behind the HTTP API.</summary>
internal static class ApiHosting
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>Adds the API's services and, where no address is configured, its address.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section);
        builder.Services.AddSingleton<RoundFeeds>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RoundFeeds>());
    }
}
