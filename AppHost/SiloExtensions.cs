using Microsoft.Extensions.Configuration;

namespace FederatedOrleans.AppHost;

/// <summary>What a silo needs beside Orleans' own section.</summary>
internal static class SiloExtensions
{
    private const string ReplicasKey = "Silo:Replicas";
    private const int DefaultReplicas = 2;
    private const int MaxReplicas = 20;

    /// <summary>How many silos run: <c>Silo:Replicas</c>, two unless it is set.</summary>
    public static int GetSiloReplicas(this IDistributedApplicationBuilder builder)
    {
        var replicas = builder.Configuration.GetValue(ReplicasKey, DefaultReplicas);
        return replicas is >= 1 and <= MaxReplicas
            ? replicas
            : throw new DistributedApplicationException($"{ReplicasKey} is {replicas}; 1 to {MaxReplicas} silos can be started.");
    }

    /// <summary>Silos on one machine find each other over loopback, on the ports that Orleans' section names.</summary>
    public static IResourceBuilder<ProjectResource> WithLoopbackEndpoints(this IResourceBuilder<ProjectResource> silo) =>
        silo.WithEnvironment("Orleans__Endpoints__AdvertisedIPAddress", "127.0.0.1");

    /// <summary>Shows the silo's pages in the dashboard, and turns on the one that is off by default.</summary>
    public static IResourceBuilder<ProjectResource> WithPages(this IResourceBuilder<ProjectResource> silo) => silo
        .WithEnvironment("Dashboard__Enabled", "true")
        .WithUrlForEndpoint("http", url => url.DisplayText = "Live page")
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/openapi/v1.json", DisplayText = "API document" })
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/dashboard", DisplayText = "Orleans dashboard" })
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/metrics", DisplayText = "Metrics" });
}
