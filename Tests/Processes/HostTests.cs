using System.Net;
using System.Text.Json;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Processes;

/// <summary>The host as a newcomer starts it: no configuration at all.</summary>
[Trait("Category", "Process")]
public sealed class HostTests
{
    private static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Host_WithoutConfiguration_ClosesRoundsServesThemAndEndsWell()
    {
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?>());

        var model = await Eventually.GetAsync(() => silo.GetAsync("/api/federations/default/model"), _ => true, FirstRound, "the first model");
        Assert.Contains(silo.Process.Lines, line => line.Text.Contains("Round 1 of default closed", StringComparison.Ordinal));
        Assert.Contains(silo.Process.Lines, line => line.Text.Contains("Embedded Kafka listens on 127.0.0.1:", StringComparison.Ordinal));

        Assert.True(model.GetProperty("version").GetInt64() >= 1);
        Assert.Equal(model.GetProperty("weights")[0].GetDouble(), model.GetProperty("globalWeight").GetDouble());
        Assert.Equal(64, model.GetProperty("hash").GetString()!.Length);
        Assert.True(model.GetProperty("samples").GetInt64() > 0);
        Assert.NotEmpty(model.GetProperty("participants").EnumerateArray());
        Assert.True(model.GetProperty("window").GetProperty("end").GetDateTimeOffset() > model.GetProperty("window").GetProperty("start").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Number, model.GetProperty("runningMean").ValueKind);
        Assert.Equal(JsonValueKind.String, model.GetProperty("createdAt").ValueKind);

        Assert.Equal(4, (await silo.GetAsync("/api/federations/default/nodes")).GetArrayLength());
        Assert.Equal("default", (await silo.GetAsync("/api/federations"))[0].GetProperty("name").GetString());
        Assert.Equal("00:00:05", (await silo.GetAsync("/api/federations/default")).GetProperty("configuration").GetProperty("window").GetString());
        Assert.Equal(1, (await silo.GetAsync("/api/federations/default/models?limit=1")).GetArrayLength());
        Assert.Equal("Healthy", await GetTextAsync(silo, "/health"));
        Assert.Contains("global_weight", await GetTextAsync(silo, "/"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("/api/federations/{federation}/model", await GetTextAsync(silo, "/openapi/v1.json"), StringComparison.Ordinal);

        silo.Process.Send(ProcessSignal.Interrupt);
        Assert.Equal(0, await silo.Process.WaitForExitAsync(TimeSpan.FromSeconds(10)));
        Assert.DoesNotContain(silo.Process.Lines, line => line.Text.Contains(" fail: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/federations/nobody", HttpStatusCode.NotFound, "nobody")]
    [InlineData("/api/federations/nobody/model", HttpStatusCode.NotFound, "nobody")]
    [InlineData("/api/federations/nobody/stream", HttpStatusCode.NotFound, "nobody")]
    [InlineData("/api/federations/default/models?limit=0", HttpStatusCode.BadRequest, "limit")]
    public async Task Get_WhatIsNotThere_AnswersWithProblemDetails(string path, HttpStatusCode status, string named)
    {
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?>());

        using var response = await silo.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OfRounds_SendsOneEventPerVersionAndWhatWasMissed()
    {
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?> { ["Federations__default__Window"] = "00:00:01" });
        await Eventually.GetAsync(
            () => silo.GetAsync("/api/federations/default/model"), model => model.GetProperty("version").GetInt64() >= 3, FirstRound, "three versions");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/federations/default/stream");
        request.Headers.Add("Last-Event-ID", "1");

        using var response = await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        List<long> versions = [];
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            if (item.EventType == "round")
            {
                versions.Add(JsonSerializer.Deserialize<JsonElement>(item.Data).GetProperty("version").GetInt64());
            }

            if (versions.Count == 5)
            {
                break;
            }
        }

        Assert.Equal([2, 3, 4, 5, 6], versions);
    }

    [Theory]
    [InlineData("Federations__default__Window", "2.00:00:00", "Federations:default:Window")]
    [InlineData("Federations__default__Strategy", "guess", "Federations:default:Strategy is 'guess'; known are: ")]
    [InlineData("Kafka__MaxBatchBytes", "1", "MaxBatchBytes")]
    [InlineData("Kafka__ClientSettings__sasl.pasword", "hunter2", "ClientSettings:sasl.pasword is '***'; librdkafka says: No such configuration property")]
    [InlineData("Simulation__Rate", "-1", "Rate")]
    public async Task Host_WithABadValue_SaysWhichAndWhatIsAllowed(string key, string value, string named)
    {
        await using var process = ChildProcess.Start("Silo.dll", [], new Dictionary<string, string?> { [key] = value, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" });

        Assert.NotEqual(0, await process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(process.Lines, line => line.Text.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_WithAMechanismThatThereIsNotAndNoKafka_EndsAndDoesNotWait()
    {
        await using var process = ChildProcess.Start("Silo.dll", [], new Dictionary<string, string?>
        {
            ["ConnectionStrings__kafka"] = $"127.0.0.1:{FreePort.Get()}",
            ["Kafka__ClientSettings__sasl.mechanism"] = "nonsense",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        });

        Assert.NotEqual(0, await process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(
            process.Lines, line => line.Text.Contains("ClientSettings:sasl.mechanism is 'nonsense'; librdkafka says: Unsupported SASL mechanism", StringComparison.Ordinal));
        Assert.DoesNotContain(process.Lines, line => line.Text.Contains("does not answer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.NotFound, "no version 999")]
    [InlineData("secret", null, HttpStatusCode.Unauthorized, "X-Api-Key")]
    [InlineData("secret", "guess", HttpStatusCode.Unauthorized, "X-Api-Key")]
    [InlineData("secret", "secret", HttpStatusCode.NotFound, "no version 999")]
    public async Task Post_ChangesState_OnlyWithTheConfiguredKeyOrFromThisMachine(string? configured, string? said, HttpStatusCode status, string named)
    {
        await using var silo = await SiloProcess.StartAsync(configured is null ? [] : new Dictionary<string, string?> { ["Api__Key"] = configured });
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/federations/default/rollback")
        {
            Content = new StringContent("""{"version":999}""", System.Text.Encoding.UTF8, "application/json"),
        };
        if (said is not null)
        {
            request.Headers.Add("X-Api-Key", said);
        }

        using var response = await silo.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_RollbackAndRelease_AnswerWithWhatWasDecided()
    {
        await using var silo = await SiloProcess.StartAsync(new Dictionary<string, string?> { ["Federations__default__Window"] = "00:00:01" });
        await Eventually.GetAsync(
            () => silo.GetAsync("/api/federations/default/model"), model => model.GetProperty("version").GetInt64() >= 3, FirstRound, "three versions");
        var first = (await silo.GetAsync("/api/federations/default/models?limit=1000")).EnumerateArray().Last();

        using var content = new StringContent("""{"version":1}""", System.Text.Encoding.UTF8, "application/json");
        using var rollback = await silo.Http.PostAsync(new Uri("/api/federations/default/rollback", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var model = JsonDocument.Parse(await rollback.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        using var release = await silo.Http.PostAsync(
            new Uri("/api/federations/default/nodes/default%2F0/release", UriKind.Relative), content: null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, rollback.StatusCode);
        Assert.Equal("rollback", model.GetProperty("reason").GetString());
        Assert.Equal(first.GetProperty("weights")[0].GetDouble(), model.GetProperty("weights")[0].GetDouble());
        Assert.Equal(HttpStatusCode.NotFound, release.StatusCode);
        Assert.Contains("'default/0'", await release.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty((await silo.GetAsync("/api/federations/default/rejections")).GetProperty("quarantined").EnumerateArray());
    }

    private static async Task<string> GetTextAsync(SiloProcess silo, string path) =>
        await silo.Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
