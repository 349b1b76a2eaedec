using System.Text;
using FederatedOrleans.Tests.Support;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Clusters;

[Trait("Category", "Cluster")]
[Collection(SharedStreams.Name)]
public sealed class DeliveryTests(SharedStreams shared)
{
    private const int Records = 500;
    private readonly StreamCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Records_NothingFails_ComeOnceInOrderWithTheirValues()
    {
        var probe = await _cluster.BeginAsync<BatchGrain>(0, new());

        await _cluster.ProduceAsync(StreamCluster.BatchTopic, 0, 0, Records);
        await probe.WaitForEndAsync(Records);

        Assert.Equal(Numbers(0, Records), probe.Offsets);
        Assert.Equal(Enumerable.Range(0, Records).Select(number => $"value-{number}"), probe.Batches.SelectMany(Values));
        Assert.All(probe.Batches, batch => Assert.Equal((StreamCluster.BatchTopic, 0), (batch.Topic, batch.Partition)));
        Assert.All(probe.Batches.Zip(probe.Batches.Skip(1)), pair => Assert.Equal(pair.First.NextOffset, pair.Second.From));
    }

    [Fact]
    public async Task Heartbeat_AtTheEnd_CarriesTheEndAndComesAgain()
    {
        var probe = await _cluster.BeginAsync<BatchGrain>(1, new());
        await probe.WaitForEndAsync(0);

        await _cluster.ProduceAsync(StreamCluster.BatchTopic, 1, 0, 3);
        await probe.WaitAsync(seen => seen.Batches.Count(batch => batch is { Count: 0, EndOffset: 3 }) >= 3, "three beats at the end");

        Assert.Equal([0, 1, 2], probe.Offsets);
        Assert.All(
            probe.Batches.Where(batch => batch.Count == 0), beat => Assert.Equal((beat.EndOffset, beat.EndOffset), (beat.From, beat.NextOffset)));
    }

    /// <summary>A few failures are repeated by the agent; many outlast its patience and come back from the cache.</summary>
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 30)]
    public async Task Consumer_ThrowsOnARecord_GetsItAgainAndLosesNothing(int partition, int failures)
    {
        var attempts = 0;
        Probe probe = new()
        {
            Before = item =>
            {
                if (Probe.OffsetsOf((KafkaRecordBatch)item).Contains(77) && ++attempts <= failures)
                {
                    throw new IOException("The consumer fails.");
                }
            },
        };
        await _cluster.BeginAsync<BatchGrain>(partition, probe);

        await _cluster.ProduceAsync(StreamCluster.BatchTopic, partition, 0, Records);
        await probe.WaitForEndAsync(Records);

        Assert.Equal(Numbers(0, Records), probe.Offsets);
        Assert.Equal(failures + 1, attempts);
    }

    [Fact]
    public async Task Commit_EverythingProcessed_ReachesTheEnd()
    {
        var probe = await _cluster.BeginAsync<BatchGrain>(4, new());
        await _cluster.ProduceAsync(StreamCluster.BatchTopic, 4, 0, Records);
        await probe.WaitForEndAsync(Records);

        var committed = await Eventually.GetAsync(
            () => Task.Run(() => _cluster.GetCommitted(StreamCluster.BatchTopic, 4)), offset => offset >= Records, TimeSpan.FromSeconds(10), "committed");

        Assert.Equal(Records, committed);
    }

    [Fact]
    public async Task Commit_ConsumerFailsForEver_StaysBeforeTheRecord()
    {
        Probe probe = new() { Before = item => Throw((KafkaRecordBatch)item, 200) };
        await _cluster.BeginAsync<BatchGrain>(5, probe);
        await _cluster.ProduceAsync(StreamCluster.BatchTopic, 5, 0, Records);
        await probe.WaitAsync(seen => seen.Offsets.Count > 0, "the first records");

        var other = await _cluster.BeginAsync<BatchGrain>(6, new());
        await other.WaitAsync(seen => seen.Batches.Count >= 10, "several commit intervals");

        Assert.InRange(_cluster.GetCommitted(StreamCluster.BatchTopic, 5), -1001, 200);
        Assert.Equal(Numbers(0, probe.Offsets.Count), probe.Offsets);
        Assert.True(probe.Offsets.Count <= 200);
        await _cluster.BeginAsync<BatchGrain>(5, probe = new(start: 200));
        await probe.WaitForEndAsync(Records);
        Assert.Equal(Numbers(200, Records - 200), probe.Offsets);
    }

    private static void Throw(KafkaRecordBatch batch, long offset)
    {
        if (batch.NextOffset > offset)
        {
            throw new IOException("The consumer fails.");
        }
    }

    private static IEnumerable<long> Numbers(int first, int count) => Enumerable.Range(first, count).Select(number => (long)number);

    private static IEnumerable<string> Values(KafkaRecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            yield return Encoding.UTF8.GetString(batch[i].Value);
        }
    }
}
