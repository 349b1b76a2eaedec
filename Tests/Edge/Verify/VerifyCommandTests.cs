using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using FederatedOrleans.Edge.Verify;
using FederatedOrleans.EmbeddedKafka;
using FederatedOrleans.Grains.Interfaces.Topics;
using FederatedOrleans.Tests.Edge.Verify.Fog;
using Orleans.Streaming.Kafka.Log;

namespace FederatedOrleans.Tests.Edge.Verify;

[Trait("Category", "Cluster")]
public sealed class VerifyCommandTests : IDisposable
{
    private readonly EmbeddedKafkaCluster _cluster = EmbeddedKafkaCluster.Start();

    public VerifyCommandTests()
    {
        _cluster.CreateTopic("rounds", 2);
        _cluster.CreateTopic("model-weights", 1);
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Verify_WhatTheAggregatorWrote_EndsWithZero()
    {
        await WriteAsync(RecordedFederation.Create());

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal((0, "verified 4 versions: 4 equal, 0 different, 0 not verifiable"), (exitCode, output[^1]));
    }

    [Fact]
    public async Task Verify_UpdateChanged_EndsWithOneAndNamesTheVersion()
    {
        var federation = RecordedFederation.Create();
        federation.Say(RecordedFederation.Update("default/0", 1_000, 99));
        federation.Updates[2] = federation.Updates[^1];
        await WriteAsync(federation);

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith("version 2 differs in the hash of default/0 at offset 2: expected ", output[0], StringComparison.Ordinal);
        Assert.Equal("verified 4 versions: 3 equal, 1 different, 0 not verifiable", output[^1]);
    }

    [Theory]
    [MemberData(nameof(ModelFederations.Examples), MemberType = typeof(ModelFederations))]
    public async Task Verify_AnyModel_EndsWithZeroAndWithOneWhereAnUpdateIsAnother(string name)
    {
        _cluster.CreateTopic("copy", 1);
        var federation = ModelFederations.Create(name);
        await WriteAsync(federation);
        var offset = (int)federation.Versions.ElementAt(1).Inputs[0].Offset;
        federation.Updates[offset] = federation.Updates[(int)federation.Versions.First().Inputs[0].Offset];
        federation.Rounds.Clear();
        await WriteAsync(federation, "copy");

        var (exitCode, output, _) = await VerifyAsync();
        var (exitCodeOfCopy, outputOfCopy, _) = await VerifyAsync("--updates-topic", "copy");

        Assert.True(exitCode == 0, string.Join(Environment.NewLine, output));
        Assert.Equal(1, exitCodeOfCopy);
        Assert.StartsWith("version 2 differs in ", outputOfCopy[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_Fog_RecomputesTheUpdatesFromTheReadings()
    {
        _cluster.CreateTopic("sensor-data", 2);
        var fog = RecordedFog.Create("moments");
        await WriteAsync(fog.Federation);
        await WriteReadingsAsync(fog, changed: null);

        var (exitCode, output, _) = await VerifyAsync("--fog");

        Assert.True(exitCode == 0, string.Join(Environment.NewLine, output));
    }

    [Fact]
    public async Task Verify_FogAndAReadingChanged_EndsWithOneAndNamesTheVersion()
    {
        _cluster.CreateTopic("sensor-data", 2);
        var fog = RecordedFog.Create("moments");
        await WriteAsync(fog.Federation);
        await WriteReadingsAsync(fog, changed: 0);

        var (exitCode, output, _) = await VerifyAsync("--fog", "--from", "1", "--to", "2");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("version 1 differs in the update of default/0 at offset ", output[0], StringComparison.Ordinal);
        Assert.Equal("verified 2 versions: 1 equal, 1 different, 0 not verifiable", output[^1]);
    }

    [Fact]
    public async Task Verify_UpdatesMissing_EndsWithTwoAndNamesTheOffset()
    {
        var federation = RecordedFederation.Create();
        federation.Updates.RemoveRange(6, federation.Updates.Count - 6);
        await WriteAsync(federation);

        var (exitCode, output, _) = await VerifyAsync();

        Assert.Equal(2, exitCode);
        Assert.StartsWith("version 4 is not verifiable: offset 6 of model-weights/0 is missing", output[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_RangeAndForeignRecords_VerifiesTheRange()
    {
        var federation = RecordedFederation.Create();
        await SendAsync("rounds", 0, null, "no entry"u8.ToArray());
        await SendAsync("rounds", 1, null, null);
        await WriteAsync(federation);

        var (exitCode, output, _) = await VerifyAsync("--from", "2", "--to", "3");

        Assert.Equal(0, exitCode);
        Assert.Equal("ignored 0 superseded entries and 2 records that are no entries", output[0]);
        Assert.Equal("verified 2 versions: 2 equal, 0 different, 0 not verifiable", output[1]);
    }

    [Fact]
    public async Task Verify_CopyOfTheUpdates_IsReadInstead()
    {
        _cluster.CreateTopic("copy", 1);
        await WriteAsync(RecordedFederation.Create(), "copy");

        var (exitCode, output, _) = await VerifyAsync("--updates-topic", "copy");

        Assert.Equal((0, "verified 4 versions: 4 equal, 0 different, 0 not verifiable"), (exitCode, output[^1]));
    }

    [Theory]
    [InlineData("--federation", "other")]
    [InlineData("--from", "9")]
    public async Task Verify_NoRounds_EndsWithTwo(string option, string value)
    {
        await WriteAsync(RecordedFederation.Create());

        var (exitCode, output, _) = await VerifyAsync(option, value);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("there are no rounds", output[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_NoSuchTopic_EndsWithTwo()
    {
        var (exitCode, _, error) = await VerifyAsync("--rounds-topic", "elsewhere");

        Assert.Equal(2, exitCode);
        Assert.Contains("elsewhere", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from is '0'; allowed: 1 or more.", "--from", "0")]
    [InlineData("--to is 'x'; allowed: 1 or more.", "--to", "x")]
    [InlineData("--from is 3 and --to is 2; allowed: --from at most --to.", "--from", "3", "--to", "2")]
    [InlineData("--federation is 'A'; allowed: 1 to 63 lower-case letters", "--federation", "A")]
    [InlineData("--rounds-topic is 'a b'; allowed: 1 to 249", "--rounds-topic", "a b")]
    public async Task Verify_BadArgument_EndsWithOneAndSaysWhatIsAllowed(string message, params string[] arguments)
    {
        var (exitCode, _, error) = await VerifyAsync(arguments);

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private async Task WriteAsync(RecordedFederation federation, string updatesTopic = "model-weights")
    {
        using KafkaLogReader reader = new(new Dictionary<string, string> { ["bootstrap.servers"] = _cluster.BootstrapServers });
        var log = $"{await reader.GetClusterIdAsync(TestContext.Current.CancellationToken)}/model-weights";
        foreach (var update in federation.Updates)
        {
            await SendAsync(updatesTopic, 0, "default"u8.ToArray(), update);
        }

        foreach (var entry in federation.Rounds)
        {
            RoundsEntry written = entry is RoundEntry round ? round with { UpdatesLog = log }
                : entry is SkippedEntry skipped ? skipped with { UpdatesLog = log }
                : entry;
            await SendAsync("rounds", 1, "default"u8.ToArray(), JsonSerializer.SerializeToUtf8Bytes(written, TopicJson.Default.RoundsEntry));
        }
    }

    private async Task WriteReadingsAsync(RecordedFog fog, int? changed)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = _cluster.BootstrapServers, LingerMs = 0 })
            .SetLogHandler((_, _) => { }).Build();
        foreach (var (partition, readings) in fog.Sensors.Index())
        {
            foreach (var reading in readings)
            {
                await producer.ProduceAsync(new TopicPartition("sensor-data", partition), new()
                {
                    Key = "s1"u8.ToArray(),
                    Value = partition == 0 && reading.Offset == changed ? "{}"u8.ToArray() : reading.Value!,
                    Timestamp = new(reading.Timestamp, TimestampType.CreateTime),
                }, TestContext.Current.CancellationToken);
            }
        }
    }

    private async Task SendAsync(string topic, int partition, byte[]? key, byte[]? value)
    {
        ProducerConfig config = new() { BootstrapServers = _cluster.BootstrapServers, LingerMs = 0 };
        using var producer = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        TopicPartition place = new(topic, partition);
        await producer.ProduceAsync(place, new() { Key = key!, Value = value! }, TestContext.Current.CancellationToken);
    }

    private async Task<(int ExitCode, string[] Output, string Error)> VerifyAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        RootCommand root = new() { VerifyCommand.Create() };
        var exitCode = await root.Parse(["verify", "--bootstrap", _cluster.BootstrapServers, .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }
}
