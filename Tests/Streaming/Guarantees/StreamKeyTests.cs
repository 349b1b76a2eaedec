using System.Text;
using Confluent.Kafka;
using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Streaming.Guarantees;

/// <summary>A key that no subscriber can have is put aside, and the other streams of its partition do not notice.</summary>
[Trait("Category", "Cluster")]
[Collection(LedgerFixture.Name)]
public sealed class StreamKeyTests(LedgerFixture shared)
{
    private const int Records = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly LedgerCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Key_IsNoGuid_IsPutAsideAndTheOthersGoOn()
    {
        Guid[] keys = [Guid.NewGuid(), Guid.NewGuid()];
        var offsets = await _cluster.ProduceAsync(LedgerCluster.Guids, 0, Records, number => keys[number % 2].ToString("N"));
        Message<byte[]?, byte[]> strange = new()
        {
            Key = "no-guid"u8.ToArray(),
            Value = [0, 255, 7],
            Headers = [new Header("origin", "a sensor"u8.ToArray())],
        };
        var place = await _cluster.ProduceAsync(LedgerCluster.Guids, 0, strange);
        offsets.AddRange(await _cluster.ProduceAsync(LedgerCluster.Guids, 0, Records, number => keys[number % 2].ToString("N")));

        for (var i = 0; i < keys.Length; i++)
        {
            var ledger = _cluster.Ledger(LedgerCluster.Guids, keys[i].ToString("N"));
            await Eventually.GetAsync(() => Task.FromResult(ledger), seen => seen.Count >= Records, Deadline, $"the records of {keys[i]}");
            ledger.Verify(offsets.Where((_, number) => number % 2 == i));
        }

        var (key, value, headers) = await ReadRejectedAsync();
        Assert.Equal("no-guid"u8.ToArray(), key);
        Assert.Equal([0, 255, 7], value);
        Assert.Equal("a sensor", headers["origin"]);
        Assert.Equal((LedgerCluster.Guids, "0", $"{place}", "stream:key"), (headers["topic"], headers["partition"], headers["offset"], headers["reason"]));
    }

    private async Task<(byte[]? Key, byte[]? Value, Dictionary<string, string> Headers)> ReadRejectedAsync()
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(
            new ConsumerConfig { BootstrapServers = _cluster.Kafka.BootstrapServers, GroupId = "rejected", AutoOffsetReset = AutoOffsetReset.Earliest })
                .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(LedgerCluster.Guids + ".rejected", 0, Offset.Beginning));
        var result = await Eventually.GetAsync(
            () => Task.FromResult(consumer.Consume(TimeSpan.FromSeconds(1))), record => record is not null, Deadline, "the record is put aside");
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(200)));
        return (result.Message.Key, result.Message.Value, result.Message.Headers.ToDictionary(
            header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes())));
    }
}
