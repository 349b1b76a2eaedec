using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Operations;

/// <summary>A silo that is configured with secrets shows none of them: not in a log line, not in an error, not in an answer, not in what it pushes.</summary>
[Trait("Category", "Process")]
public sealed class RedactionTests
{
    private const string StorePassword = "Zq7-store-Zq7";
    private const string KafkaPassword = "Zq7-kafka-Zq7";
    private const string KeyPassword = "Zq7-key-Zq7";
    private const string ArchiveSecret = "Zq7-archive-Zq7";
    private const string KeystorePassword = "Zq7-keystore-Zq7";
    private const string ClientSecret = "Zq7-client-Zq7";
    private const string CloudPassword = "Zq7-cloud-Zq7";
    private const string ApiKey = "Zq7-api-Zq7";
    private const string Jaas = "Zq7-jaas-Zq7";
    private const string CollectorKey = "Zq7-collector-Zq7";
    private const string Marker = "Zq7";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string[] Paths =
    [
        "/health", "/alive", "/metrics", "/openapi/v1.json", "/api/federations", "/api/federations/default", "/api/federations/default/nodes",
        "/api/federations/default/models", "/api/federations/nobody", "/api/federations/default/models?limit=0", "/nowhere",
    ];

    [Fact]
    public async Task Run_WithSecrets_ShowsNoneInLogsAnswersOrTelemetry()
    {
        await using var collector = Collector.Start();
        var garnet = await GarnetProcess.StartAsync(StorePassword);
        await using var broker = await BrokerProcess.StartAsync(partitions: 2);
        await using var silo = await SiloProcess.StartAsync(Settings(broker.BootstrapServers, garnet.ConnectionString, collector.Url));
        await silo.GetAsync("/api/federations");

        List<string> answers = [];
        await AskAllAsync(silo, answers);
        Assert.StartsWith("ok", await broker.AskAsync("down"), StringComparison.Ordinal);
        await garnet.DisposeAsync();
        await Eventually.GetAsync(() => AskAsync(silo, "/health"), answer => answer.Contains("store", StringComparison.Ordinal), Deadline, "the store is missed");
        await AskAllAsync(silo, answers);
        using var refused = await silo.Http.PostAsync(
            new Uri("/api/federations/default/rollback", UriKind.Relative), new StringContent("{}", null, "application/json"), TestContext.Current.CancellationToken);
        answers.Add($"{refused.Headers}{await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        await Eventually.GetAsync(() => Task.FromResult(collector.Bodies("/v1/logs")), bodies => bodies.Count > 0, Deadline, "logs are pushed");

        Assert.All(answers, answer => Assert.DoesNotContain(Marker, answer, StringComparison.Ordinal));
        Assert.All(silo.Process.Lines, line => Assert.DoesNotContain(Marker, line.Text, StringComparison.Ordinal));
        var needle = System.Text.Encoding.UTF8.GetBytes(Marker);
        Assert.All(collector.Paths.SelectMany(collector.Bodies), body => Assert.Equal(-1, body.AsSpan().IndexOf(needle)));
    }

    [Theory]
    [InlineData("Kafka__ClientSettings__sasl.pasword", KafkaPassword)]
    [InlineData("Kafka__ClientSettings__sasl.jaas.config", Jaas)]
    [InlineData("KafkaCloud__ClientSettings__ssl.keystore.pasword", KeystorePassword)]
    [InlineData("Kafka__ConsumerSettings__group.id", "mine")]
    [InlineData("Silo__Role", "edge")]
    [InlineData("Kafka__MaxBatchBytes", "1")]
    [InlineData("Telemetry__PrometheusEndpoint", "not an address")]
    [InlineData("Archive__Endpoint", "http://user:Zq7@127.0.0.1:1")]
    [InlineData("Archive__Location", "s3://id:Zq7@bucket")]
    public async Task Start_ThatFailsWithSecrets_ShowsNone(string key, string value)
    {
        var settings = Settings("127.0.0.1:1", "", "http://127.0.0.1:1");
        settings[key] = value;
        await using var silo = ChildProcess.Start("Silo.dll", [], settings);

        Assert.NotEqual(0, await silo.WaitForExitAsync(Deadline));

        Assert.NotEmpty(silo.Lines);
        Assert.All(silo.Lines, line => Assert.DoesNotContain(Marker, line.Text, StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Settings(string kafka, string store, string collector) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["ConnectionStrings__kafka"] = kafka,
        ["ConnectionStrings__redis"] = store,
        ["Kafka__ClientSettings__sasl.username"] = "silo",
        ["Kafka__ClientSettings__sasl.password"] = KafkaPassword,
        ["Kafka__ClientSettings__ssl.key.password"] = KeyPassword,
        ["Kafka__ClientSettings__ssl.keystore.password"] = KeystorePassword,
        ["Kafka__ConsumerSettings__sasl.oauthbearer.client.secret"] = ClientSecret,
        ["Kafka__ProducerSettings__sasl.oauthbearer.client.secret"] = ClientSecret,
        ["ConnectionStrings__kafka-cloud"] = kafka,
        ["KafkaCloud__ClientSettings__sasl.password"] = CloudPassword,
        ["KafkaCloud__ClientSettings__sasl.oauthbearer.client.secret"] = ClientSecret,
        ["Api__Key"] = ApiKey,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={CollectorKey}",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "500",
        ["Archive__Location"] = "s3://bucket/prefix",
        ["Archive__Endpoint"] = "http://127.0.0.1:1",
        ["Archive__AccessKey"] = "Zq7-id-Zq7",
        ["Archive__SecretKey"] = ArchiveSecret,
        ["Archive__Interval"] = "00:00:01",
        ["Logging__LogLevel__Default"] = "Debug",
        ["Logging__LogLevel__Orleans"] = "Information",
        ["Logging__LogLevel__Microsoft"] = "Information",
    };

    private static async Task AskAllAsync(SiloProcess silo, List<string> answers)
    {
        foreach (var path in Paths)
        {
            answers.Add(await AskAsync(silo, path));
        }
    }

    private static async Task<string> AskAsync(SiloProcess silo, string path)
    {
        try
        {
            using var response = await silo.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return $"{response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
        }
        catch (TaskCanceledException exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // With store and Kafka away some answers take longer than anybody waits.
            return exception.Message;
        }
    }
}
