using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Edge.Rejected;
using static FederatedOrleans.Tests.Edge.Rejected.RejectedCluster;

namespace FederatedOrleans.Tests.Edge.Rejected.Redriving;

/// <summary>What is sent, and that it is sent once.</summary>
[Trait("Category", "Cluster")]
public sealed class RedriveCommandTests : IDisposable
{
    private readonly RejectedCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Redrive_AnyBytes_ArriveAsTheyWereInTheirPartitions()
    {
        _cluster.CreateTopics("readings", 3);
        (byte[]? Key, byte[]? Value, int Partition)[] originals =
        [
            (null, null, 2), ([], [], 0), ([0xff, 0], [0xc3, 0x28, 0], 2), (Bytes("s1"), Bytes("{"), 1),
            (Bytes("s1"), new byte[900_000], 2),
        ];
        for (var offset = 0; offset < originals.Length; offset++)
        {
            var (key, value, partition) = originals[offset];
            Headers headers = new() { { "topic", Bytes("own") }, { "b", [0xff] }, { "a", null! }, { "b", [] }, { "stream", Bytes("own") } };
            foreach (var header in Added("readings", partition, offset, "future", value?.Length ?? 0))
            {
                headers.Add(header);
            }

            await _cluster.WriteAsync("readings.rejected", key, value, headers);
        }

        var run = await _cluster.RedriveAsync("readings");

        Assert.Equal($"sent 5 records, 0 failed, 0 unsendable, 0 skipped{Environment.NewLine}", run.Output);
        Assert.Equal(
            $"group edge-redrive has sent nothing of readings.rejected [0]: beginning at its first record{Environment.NewLine}", run.Error);
        Assert.Equal(0, run.ExitCode);
        var sent = _cluster.Read("readings", 3);
        Assert.Equal(
            [
                $"0 key:- value:- topic:6F776E b:FF a:null b:- stream:6F776E redriven-from:{Hex("readings.rejected/0/1")}",
                $"1 key:7331 value:7B topic:6F776E b:FF a:null b:- stream:6F776E redriven-from:{Hex("readings.rejected/0/3")}",
                $"2 key:null value:null topic:6F776E b:FF a:null b:- stream:6F776E redriven-from:{Hex("readings.rejected/0/0")}",
                $"2 key:FF00 value:C32800 topic:6F776E b:FF a:null b:- stream:6F776E redriven-from:{Hex("readings.rejected/0/2")}",
            ],
            sent.SkipLast(1).Select(Describe));
        Assert.Equal(originals[4].Value, sent[^1].Message.Value);
    }

    [Fact]
    public async Task Redrive_ByKey_GoesWhereJavaClientsSend()
    {
        _cluster.CreateTopics("readings", 8);
        _cluster.Kafka.CreateTopic("reference", 8);
        string[] keys = [.. Enumerable.Range(0, 20).Select(number => $"sensor-{number}")];
        foreach (var key in keys)
        {
            await _cluster.WriteAsync("readings.rejected", Bytes(key), Bytes("1"), Added("readings", 0, 0, "future", 1));
        }

        ProducerConfig config = new() { BootstrapServers = _cluster.Kafka.BootstrapServers, Partitioner = Partitioner.Murmur2Random };
        using var producer = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        await Task.WhenAll(keys.Select(key =>
            producer.ProduceAsync("reference", new() { Key = Bytes(key), Value = [] }, TestContext.Current.CancellationToken)));

        Assert.Equal(0, (await _cluster.RedriveAsync("readings", "--by-key")).ExitCode);

        Assert.Equal(PartitionsOfKeys("reference"), PartitionsOfKeys("readings"));

        IEnumerable<(string Key, int Partition)> PartitionsOfKeys(string topic) => _cluster.Read(topic, 8)
            .Select(record => (Encoding.UTF8.GetString(record.Message.Key!), record.Partition.Value)).Order();
    }

    [Fact]
    public async Task Redrive_Again_SendsOnlyWhatIsNew()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, Enumerable.Range(0, 1_200), "future");

        Assert.StartsWith("sent 1200 records, 0 failed", (await _cluster.RedriveAsync("readings")).Output, StringComparison.Ordinal);
        Assert.Equal(1_200, await _cluster.ReadOffsetAsync("readings"));
        Assert.Equal(
            new CommandRun(0, $"sent 0 records, 0 failed, 0 unsendable, 0 skipped{Environment.NewLine}", ""),
            await _cluster.RedriveAsync("readings"));
        await _cluster.PutAsideAsync("readings", 0, [1_200], "future");
        Assert.StartsWith("sent 1 records, 0 failed", (await _cluster.RedriveAsync("readings")).Output, StringComparison.Ordinal);

        Assert.Equal(Enumerable.Range(0, 1_201), _cluster.ReadValues("readings").Select(int.Parse));
    }

    [Fact]
    public async Task Redrive_OtherGroup_KnowsNothingOfTheFirst()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, [0, 1], "future");

        await _cluster.RedriveAsync("readings");
        await _cluster.RedriveAsync("readings", "--group", "other");

        Assert.Equal(["0", "1", "0", "1"], _cluster.ReadValues("readings"));
        Assert.Equal(2, await _cluster.ReadOffsetAsync("readings", "other"));
    }

    [Fact]
    public async Task Redrive_Limit_SendsTheNextRecords()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, Enumerable.Range(0, 5), "future");

        Assert.StartsWith("sent 2 records", (await _cluster.RedriveAsync("readings", "--limit", "2")).Output, StringComparison.Ordinal);
        Assert.Equal(2, await _cluster.ReadOffsetAsync("readings"));
        Assert.StartsWith("sent 3 records", (await _cluster.RedriveAsync("readings", "--limit", "3")).Output, StringComparison.Ordinal);
        Assert.StartsWith("sent 0 records", (await _cluster.RedriveAsync("readings", "--limit", "1")).Output, StringComparison.Ordinal);

        Assert.Equal(["0", "1", "2", "3", "4"], _cluster.ReadValues("readings"));
    }

    [Fact]
    public async Task Redrive_Reason_IsRememberedUpToTheFirstSkippedRecord()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, 0, "future", "0");
        await _cluster.PutAsideAsync("readings", 0, 1, "malformed:json", "1");
        await _cluster.PutAsideAsync("readings", 0, 2, "future", "2");

        var run = await _cluster.RedriveAsync("readings", "--reason", "future");

        Assert.Equal((0, $"sent 2 records, 0 failed, 0 unsendable, 1 skipped{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.Contains(
            "1 records were sent behind one that was not: group edge-redrive does not remember them", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await _cluster.ReadOffsetAsync("readings"));

        run = await _cluster.RedriveAsync("readings");

        Assert.Equal((0, $"sent 2 records, 0 failed, 0 unsendable, 0 skipped{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.Equal(["0", "2", "1", "2"], _cluster.ReadValues("readings"));
        Assert.Equal(3, await _cluster.ReadOffsetAsync("readings"));
    }

    [Fact]
    public async Task Redrive_ReasonOfEveryRecord_IsRemembered()
    {
        _cluster.CreateTopics("readings", 1);
        await _cluster.PutAsideAsync("readings", 0, [0, 1], "future");

        var run = await _cluster.RedriveAsync("readings", "--reason", "fut");

        Assert.DoesNotContain("not remember", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cluster.ReadOffsetAsync("readings"));
    }

    [Fact]
    public async Task Redrive_SentRecordRejectedAgain_KeepsItsHistory()
    {
        _cluster.CreateTopics("readings", 1);
        Headers headers = new() { { "redriven-from", Bytes("readings.rejected/0/7") } };
        foreach (var header in Added("readings", 0, 0, "future", 1))
        {
            headers.Add(header);
        }

        await _cluster.WriteAsync("readings.rejected", null, Bytes("1"), headers);

        await _cluster.RedriveAsync("readings");

        Assert.Equal(
            ["readings.rejected/0/7", "readings.rejected/0/0"],
            Assert.Single(_cluster.Read("readings")).Message.Headers.Select(header => Encoding.UTF8.GetString(header.GetValueBytes())));
    }

    [Fact]
    public async Task Redrive_DryRun_ShowsWhatWouldBeSentAndChangesNothing()
    {
        _cluster.CreateTopics("readings", 3);
        await _cluster.PutAsideAsync("readings", 2, 5, "malformed:json", "{");
        await _cluster.PutAsideAsync("readings", 1, 6, "future", "{}");
        await _cluster.WriteAsync("readings.rejected", null, null, []);

        var run = await _cluster.RedriveAsync("readings", "--dry-run");

        Assert.Equal(
            [
                "readings.rejected [0] @ 0 to readings [2], 1 bytes, malformed:json",
                "readings.rejected [0] @ 1 to readings [1], 2 bytes, future",
                "would send 2 records, 1 unsendable, 0 skipped",
            ],
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("readings.rejected [0] @ 2 is not sent: it has no header 'topic'", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(_cluster.Read("readings", 3));
        Assert.Null(await _cluster.ReadOffsetAsync("readings"));
        var byKey = await _cluster.RedriveAsync("readings", "--dry-run", "--by-key", "--limit", "1");
        Assert.Equal(0, byKey.ExitCode);
        Assert.StartsWith("readings.rejected [0] @ 0 to readings [by key], 1 bytes", byKey.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required argument 'TOPIC' missing", new string[0])]
    [InlineData("TOPIC is 'a b'; allowed: 1 to 249", new[] { "a b" })]
    [InlineData("--limit is '0'; allowed: 1 or more.", new[] { "readings", "--limit", "0" })]
    [InlineData("--reason is ''; allowed: 1 or more characters.", new[] { "readings", "--reason", "" })]
    [InlineData("--group is ' '; allowed: 1 or more characters, not all blank.", new[] { "readings", "--group", " " })]
    [InlineData("no.such", new[] { "readings", "--kafka", "no.such=1" })]
    public async Task Redrive_BadArgument_EndsWithOneAndSaysWhatIsAllowed(string message, string[] arguments)
    {
        var run = await _cluster.RedriveAsync(arguments);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_LongestTopic_LeavesRoomForTheEnding()
    {
        Assert.NotEmpty(RejectedCommand.Create().Parse(["redrive", new string('a', 241)]).Errors);
        Assert.Empty(RejectedCommand.Create().Parse(["redrive", new string('a', 240)]).Errors);
    }

    private static string Hex(string text) => Hex(Bytes(text));

    private static string Hex(byte[]? bytes) => bytes switch { null => "null", [] => "-", _ => Convert.ToHexString(bytes) };

    private static string Describe(ConsumeResult<byte[]?, byte[]?> record) => string.Join(
        ' ',
        [
            $"{record.Partition.Value}",
            $"key:{Hex(record.Message.Key)}",
            $"value:{Hex(record.Message.Value)}",
            .. record.Message.Headers.Select(header => $"{header.Key}:{Hex(header.GetValueBytes())}"),
        ]);
}
