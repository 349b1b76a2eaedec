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
        await ProduceLargeAsync();
        offsets.AddRange(await _cluster.ProduceAsync(LedgerCluster.Guids, 0, Records, number => keys[number % 2].ToString("N")));

        for (var i = 0; i < keys.Length; i++)
        {
            var ledger = _cluster.Ledger(LedgerCluster.Guids, keys[i].ToString("N"));
            await Eventually.GetAsync(() => Task.FromResult(ledger), seen => seen.Count >= Records, Deadline, $"the records of {keys[i]}");
            ledger.Verify(offsets.Where((_, number) => number % 2 == i));
        }

        var rejected = await ReadRejectedAsync(2);
        var (key, value, headers) = rejected[0];
        Assert.Equal("no-guid"u8.ToArray(), key);
        Assert.Equal([0, 255, 7], value);
        Assert.Equal("a sensor", headers["origin"]);
        Assert.Equal((LedgerCluster.Guids, "0", $"{place}", "stream:key"), (headers["topic"], headers["partition"], headers["offset"], headers["reason"]));
        // What Kafka does not take with the headers that are added is cut until it does.
        Assert.Equal((200_000, 425_000, "850000"), (rejected[1].Key!.Length, rejected[1].Value!.Length, rejected[1].Headers["size"]));
    }

    /// <summary>A record that only producers with other limits than the provider's can have written.</summary>
    private async Task ProduceLargeAsync()
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = _cluster.Kafka.BootstrapServers, MessageMaxBytes = 2_000_000 }).SetLogHandler((_, _) => { }).Build();
        await producer.ProduceAsync(
            new TopicPartition(LedgerCluster.Guids, 0), new() { Key = new byte[200_000], Value = new byte[850_000] }, TestContext.Current.CancellationToken);
    }

    private async Task<List<(byte[]? Key, byte[]? Value, Dictionary<string, string> Headers)>> ReadRejectedAsync(int count)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(
            new ConsumerConfig { BootstrapServers = _cluster.Kafka.BootstrapServers, GroupId = "rejected", AutoOffsetReset = AutoOffsetReset.Earliest })
                .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(LedgerCluster.Guids + ".rejected", 0, Offset.Beginning));
        List<(byte[]? Key, byte[]? Value, Dictionary<string, string> Headers)> rejected = [];
        while (rejected.Count < count)
        {
            var result = await Eventually.GetAsync(
                () => Task.FromResult(consumer.Consume(TimeSpan.FromSeconds(1))), record => record is not null, Deadline, "the record is put aside");
            rejected.Add((result.Message.Key, result.Message.Value, result.Message.Headers.ToDictionary(
                header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes()))));
        }

        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(200)));
        return rejected;
    }
}
