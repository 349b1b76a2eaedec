using System.Globalization;
using System.Text.Json;
using FederatedOrleans.Tests.Operations;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Processes;

/// <summary>Silos and the simulator as .NET Aspire starts them: from environment variables alone, with a store that has a password.</summary>
[Trait("Category", "Process")]
public sealed class AspireTests
{
    private const int Partitions = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("KafkaServer")]
    [InlineData("Kafka")]
    public async Task Variables_OfAspireAlone_BringTwoReplicasToAFirstRoundAndPushTelemetry(string streaming)
    {
        await using var collector = Collector.Start();
        await using var garnet = await GarnetProcess.StartAsync(password: "5f0d3-Secret");
        await using var broker = await BrokerProcess.StartAsync(Partitions);
        // When the readings end, the nodes are idle and close their windows: a first round need not wait a whole window.
        await using var edge = ChildProcess.Start("Edge.dll", ["simulate", "--sensors", "20", "--rate", "100", "--count", "500"], new Dictionary<string, string?>
        {
            ["ConnectionStrings__kafka"] = broker.BootstrapServers,
            ["OTEL_SERVICE_NAME"] = "edge",
        });

        var silos = await Task.WhenAll(
            SiloProcess.StartAsync(Variables(broker, garnet, collector, streaming, "one")),
            SiloProcess.StartAsync(Variables(broker, garnet, collector, streaming, "two")));
        await using var first = silos[0];
        await using var second = silos[1];
        Assert.Equal(0, await edge.WaitForExitAsync(Deadline));

        var versions = await Task.WhenAll(silos.Select(silo => Eventually.GetAsync(
            () => silo.GetAsync("/api/federations/default/models?limit=1000"), models => models.GetArrayLength() > 0, Deadline, "a first round")));
        Assert.Equal(HashOfFirst(versions[0]), HashOfFirst(versions[1]));
        await Eventually.GetAsync(
            () => Task.WhenAll(silos.Select(PartitionsReadAsync)),
            read => read.Sum() == Partitions + 1 && Math.Abs(read[0] - read[1]) == 1,
            Deadline,
            "both replicas read their share of partitions");
        foreach (var silo in silos)
        {
            await Eventually.GetAsync(
                () => silo.Http.GetStringAsync(new Uri("/health", UriKind.Relative)), answer => answer == "Healthy", Deadline, "a replica is healthy");
            Assert.Contains("Orleans", await silo.Http.GetStringAsync(new Uri("/dashboard/", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        await Eventually.GetAsync(
            () => Task.FromResult(collector.Paths),
            paths => new[] { "/v1/metrics", "/v1/logs", "/v1/traces", "/prometheus/v1/metrics" }.All(paths.Contains),
            Deadline,
            "metrics, logs and traces are pushed");
    }

    /// <summary>What Aspire gives a silo, with values as it makes them.</summary>
    private static Dictionary<string, string?> Variables(BrokerProcess broker, GarnetProcess garnet, Collector collector, string streaming, string instance) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["Orleans__ClusterId"] = "federated-orleans",
        ["Orleans__ServiceId"] = "federated-orleans",
        ["Orleans__EnableDistributedTracing"] = "true",
        ["Orleans__Clustering__ProviderType"] = "Redis",
        ["Orleans__Clustering__ServiceKey"] = "redis",
        ["Orleans__Reminders__ProviderType"] = "Redis",
        ["Orleans__Reminders__ServiceKey"] = "redis",
        ["Orleans__GrainStorage__federation__ProviderType"] = "Redis",
        ["Orleans__GrainStorage__federation__ServiceKey"] = "redis",
        ["Orleans__Streaming__kafka__ProviderType"] = streaming,
        ["Orleans__Streaming__kafka__ServiceKey"] = "kafka",
        ["Orleans__Endpoints__SiloPort"] = FreePort.Get().ToString(CultureInfo.InvariantCulture),
        ["Orleans__Endpoints__GatewayPort"] = FreePort.Get().ToString(CultureInfo.InvariantCulture),
        ["Orleans__Endpoints__AdvertisedIPAddress"] = "127.0.0.1",
        ["ConnectionStrings__redis"] = garnet.ConnectionString,
        ["ConnectionStrings__kafka"] = broker.BootstrapServers,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=9a61-Secret",
        ["OTEL_SERVICE_NAME"] = "silo",
        ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_TRACES_SAMPLER"] = "always_on",
        ["Telemetry__PrometheusEndpoint"] = collector.Url + "/prometheus/v1/metrics",
        ["Dashboard__Enabled"] = "true",
    };

    private static string HashOfFirst(JsonElement models) =>
        models.EnumerateArray().Single(model => model.GetProperty("version").GetInt64() == 1).GetProperty("hash").GetString()!;

    private static async Task<int> PartitionsReadAsync(SiloProcess silo) =>
        (await Scrape.GetAsync(silo.Http)).Count("kafka_lag_records");
}
