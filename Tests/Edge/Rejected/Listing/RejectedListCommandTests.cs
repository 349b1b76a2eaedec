using System.Text.Json;
using Confluent.Kafka;
using static FederatedOrleans.Tests.Edge.Rejected.RejectedCluster;

namespace FederatedOrleans.Tests.Edge.Rejected.Listing;

[Trait("Category", "Cluster")]
public sealed class RejectedListCommandTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 11, 24, 5, 5, 0, TimeSpan.Zero);
    private readonly RejectedCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task List_Redirected_IsALinePerRecordAndTheCountsOnStandardError()
    {
        _cluster.CreateTopics("readings", 2);
        _cluster.CreateTopics("updates", 1);
        await _cluster.PutAsideAsync("updates", 0, 7, "conflict", "{\"a\":\n1}", Time);
        await _cluster.PutAsideAsync("readings", 1, 3, "malformed:json", "x\ty", Time.AddMilliseconds(5));
        var undelivered = Added("readings", 0, 9, "undelivered", 1_000_000);
        undelivered.Add("stream", Bytes("default/0"));
        undelivered.Add("attempts", Bytes("5"));
        await _cluster.WriteAsync("readings.rejected", null, Bytes(new string('v', 90)), undelivered, Time);
        await _cluster.WriteAsync("readings.rejected", [0xff], null, [], Time);

        var run = await _cluster.ListAsync();

        Assert.Equal(
            [
                "2026-11-24T05:05:00.005Z\treadings [1] @ 3\tmalformed:json\t\t\tkey\t3\tx\\ty",
                $"2026-11-24T05:05:00.000Z\treadings [0] @ 9\tundelivered\t5\tdefault/0\t\t1000000\t{new string('v', 80)}…",
                "2026-11-24T05:05:00.000Z\t? [?] @ ?\t\t\t\t\\xff\t\t",
                "2026-11-24T05:05:00.000Z\tupdates [0] @ 7\tconflict\t\t\tkey\t8\t{\"a\":\\n1}",
            ],
            Lines(run.Output));
        Assert.Equal(
            [
                "readings: (none): 1",
                "readings: malformed:json: 1",
                "readings: undelivered: 1",
                "updates: conflict: 1",
                "4 rejected records",
            ],
            Lines(run.Error));
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task List_Json_HoldsEverythingThatTheRecordHolds()
    {
        _cluster.CreateTopics("readings", 1);
        Headers headers = new() { { "trace", Bytes("t1") }, { "blob", [0xff] }, { "none", null! } };
        foreach (var header in Added("readings", 0, 3, "malformed:json", 6))
        {
            headers.Add(header);
        }

        headers.Add("stream", Bytes("default/0"));
        headers.Add("attempts", Bytes("5"));
        await _cluster.WriteAsync("readings.rejected", Bytes("kéy"), Bytes("a\"\n\u001bé"), headers, Time);
        await _cluster.WriteAsync("readings.rejected", null, [0xc3, 0x28], [], Time);
        await _cluster.WriteAsync("readings.rejected", [], null, [], Time);

        var run = await _cluster.ListAsync("--json");

        var lines = Lines(run.Output);
        Assert.Equal(3, lines.Length);
        Assert.Equal(
            """
            {"time":"2026-11-24T05:05:00.000Z","rejectedTopic":"readings.rejected","rejectedPartition":0,"rejectedOffset":0,
            "topic":"readings","partition":0,"offset":3,"reason":"malformed:json","attempts":5,"stream":"default/0","size":6,
            "key":"a8OpeQ==","keyText":"kéy","value":"YSIKG8Op","valueText":"a\"\n\u001Bé",
            "headers":[{"name":"trace","value":"dDE=","valueText":"t1"},{"name":"blob","value":"/w=="},{"name":"none"}]}
            """.ReplaceLineEndings(""),
            lines[0]);
        using var noText = JsonDocument.Parse(lines[1]);
        Assert.Equal(new byte[] { 0xc3, 0x28 }, noText.RootElement.GetProperty("value").GetBytesFromBase64());
        Assert.False(noText.RootElement.TryGetProperty("valueText", out _));
        Assert.False(noText.RootElement.TryGetProperty("key", out _));
        using var tombstone = JsonDocument.Parse(lines[2]);
        Assert.False(tombstone.RootElement.TryGetProperty("value", out _));
        Assert.Equal("", tombstone.RootElement.GetProperty("keyText").GetString());
    }

    [Fact]
    public async Task List_Topic_ShowsItAlone()
    {
        _cluster.CreateTopics("a", 1);
        _cluster.CreateTopics("b", 1);
        await _cluster.PutAsideAsync("a", 0, 1, "future", "1");
        await _cluster.PutAsideAsync("b", 0, 2, "future", "2");

        var run = await _cluster.ListAsync("b");

        Assert.Equal(["b [0] @ 2"], Places(run));
    }

    [Fact]
    public async Task List_ReasonAndSince_FilterTogether()
    {
        _cluster.CreateTopics("a", 1);
        await _cluster.PutAsideAsync("a", 0, 1, "malformed:json", "1", Time.AddMilliseconds(-1));
        await _cluster.PutAsideAsync("a", 0, 2, "malformed:json", "2", Time);
        await _cluster.PutAsideAsync("a", 0, 3, "future", "3", Time);
        await _cluster.PutAsideAsync("a", 0, 4, "malformed:empty", "4", Time.AddHours(1));
        await _cluster.WriteAsync("a.rejected", null, null, [], Time);

        var run = await _cluster.ListAsync("--reason", "malformed:", "--since", "2026-11-24T05:05:00Z");

        Assert.Equal(["a [0] @ 2", "a [0] @ 4"], Places(run));
    }

    [Fact]
    public async Task List_SinceADuration_CountsBackFromNow()
    {
        _cluster.CreateTopics("a", 1);
        await _cluster.PutAsideAsync("a", 0, 1, "future", "1", DateTimeOffset.UtcNow.AddHours(-2));
        await _cluster.PutAsideAsync("a", 0, 2, "future", "2", DateTimeOffset.UtcNow.AddMinutes(-30));

        Assert.Equal(["a [0] @ 2"], Places(await _cluster.ListAsync("--since", "1h")));
    }

    [Fact]
    public async Task List_Limit_ShowsTheNewestOfAllTopics()
    {
        _cluster.CreateTopics("a", 1);
        _cluster.CreateTopics("b", 1);
        _cluster.CreateTopics("c", 1);
        await _cluster.PutAsideAsync("c", 0, 0, "future", "0", Time);
        for (var minute = 1; minute <= 6; minute++)
        {
            await _cluster.PutAsideAsync(minute % 3 == 0 ? "a" : "b", 0, minute, "future", $"{minute}", Time.AddMinutes(minute));
        }

        Assert.Equal(["a [0] @ 6", "b [0] @ 4", "b [0] @ 5"], Places(await _cluster.ListAsync("--limit", "3")));
        Assert.Equal(7, Places(await _cluster.ListAsync("--limit", "7")).Count());
        Assert.Equal(7, Places(await _cluster.ListAsync("--limit", "1000000")).Count());
    }

    [Fact]
    public async Task List_LimitOfRareRecords_FindsThemFarFromTheEnd()
    {
        _cluster.CreateTopics("a", 1);
        for (var offset = 0; offset < 3; offset++)
        {
            await _cluster.PutAsideAsync("a", 0, offset, "rare", "r");
        }

        await _cluster.PutAsideAsync("a", 0, Enumerable.Range(3, 2_000), "future");

        Assert.Equal(["a [0] @ 1", "a [0] @ 2"], Places(await _cluster.ListAsync("--limit", "2", "--reason", "rare")));
    }

    [Fact]
    public async Task List_NoRejectedTopics_ShowsNone()
    {
        _cluster.Kafka.CreateTopic("readings", 1);

        Assert.Equal(new CommandRun(0, "", $"0 rejected records{Environment.NewLine}"), await _cluster.ListAsync());
    }

    [Fact]
    public async Task List_NoSuchTopic_EndsWithTwoAndCreatesNone()
    {
        var run = await _cluster.ListAsync("readings");

        Assert.Equal(new CommandRun(2, "", $"rejected list: Topic readings.rejected does not exist.{Environment.NewLine}"), run);
        Assert.Equal(0, (await _cluster.ListAsync()).ExitCode);
        Assert.Equal(2, (await _cluster.ListAsync("readings")).ExitCode);
    }

    [Fact]
    public async Task List_Cancelled_EndsWith130AndShowsWhatItRead()
    {
        _cluster.CreateTopics("a", 1);
        await _cluster.PutAsideAsync("a", 0, Enumerable.Range(0, 10), "future");
        using CancellationTokenSource cancellation = new();

        var run = await _cluster.RunAsync("list", _ => cancellation.Cancel(), _ => { }, cancellation.Token);

        Assert.Equal(130, run.ExitCode);
        Assert.Single(Lines(run.Output));
        Assert.Equal(["a: future: 1", "1 rejected records", "rejected list: stopped before the end"], Lines(run.Error));
    }

    [Theory]
    [InlineData("--limit is '0'; allowed: 1 to 1000000.", "--limit", "0")]
    [InlineData("--limit is '1000001'; allowed: 1 to 1000000.", "--limit", "1000001")]
    [InlineData("--limit is 'x'; allowed: 1 to 1000000.", "--limit", "x")]
    [InlineData("--since is 'yesterday'; allowed: a duration up to 3650 days", "--since", "yesterday")]
    [InlineData("--reason is ''; allowed: 1 or more characters.", "--reason", "")]
    [InlineData("--kafka is '***'; allowed: NAME=VALUE.", "--kafka", "novalue")]
    [InlineData("no.such", "--kafka", "no.such=1")]
    [InlineData("TOPIC is 'a b'; allowed: 1 to 249", "a b")]
    public async Task List_BadArgument_EndsWithOneAndSaysWhatIsAllowed(string message, params string[] arguments)
    {
        var run = await _cluster.ListAsync(arguments);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Places(CommandRun run) => Lines(run.Output).Select(line => line.Split('\t')[1]);
}
