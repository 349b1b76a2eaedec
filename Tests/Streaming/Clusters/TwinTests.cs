using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Clusters;

[Trait("Category", "Cluster")]
[Collection(SharedStreams.Name)]
public sealed class TwinTests(SharedStreams shared)
{
    private const int Records = 200;
    private readonly StreamCluster _cluster = shared.Cluster;

    [Fact]
    public async Task TwoStreams_OfOnePartition_ShareWhatIsFetchedOnce()
    {
        var left = await _cluster.BeginAsync<LeftGrain>(0, new());
        var right = await _cluster.BeginAsync<RightGrain>(0, new());

        await _cluster.ProduceAsync(StreamCluster.TwinTopic, 0, 0, Records);
        await left.WaitForEndAsync(Records);
        await right.WaitForEndAsync(Records);

        Assert.Equal(Enumerable.Range(0, Records).Select(number => (long)number), left.Offsets);
        Assert.Equal(left.Offsets, right.Offsets);
        var pairs = left.Batches.Where(HasRecords).Zip(right.Batches.Where(HasRecords)).ToList();
        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal((pair.First.From, pair.First.NextOffset), (pair.Second.From, pair.Second.NextOffset)));
    }

    [Fact]
    public async Task OneStream_Fails_TheOtherGoesOn()
    {
        var broken = true;
        Probe failing = new()
        {
            Before = item =>
            {
                if (Volatile.Read(ref broken) && HasRecords((KafkaRecordBatch)item))
                {
                    throw new IOException("The consumer fails.");
                }
            },
        };
        await _cluster.BeginAsync<LeftGrain>(1, failing);
        var healthy = await _cluster.BeginAsync<RightGrain>(1, new());

        await _cluster.ProduceAsync(StreamCluster.TwinTopic, 1, 0, Records);
        await healthy.WaitForEndAsync(Records);

        Assert.Equal(Enumerable.Range(0, Records).Select(number => (long)number), healthy.Offsets);
        Assert.Empty(failing.Offsets);
        Assert.True(_cluster.GetCommitted(StreamCluster.TwinTopic, 1) <= 0);
        Volatile.Write(ref broken, false);
        await failing.WaitForEndAsync(Records);
        Assert.Equal(healthy.Offsets, failing.Offsets);
    }

    [Fact]
    public async Task OneStream_GoesBack_TheOtherGetsNothingTwice()
    {
        var left = await _cluster.BeginAsync<LeftGrain>(2, new());
        var right = await _cluster.BeginAsync<RightGrain>(2, new());
        await _cluster.ProduceAsync(StreamCluster.TwinTopic, 2, 0, Records);
        await left.WaitForEndAsync(Records);
        await right.WaitForEndAsync(Records);

        left = await _cluster.BeginAsync<LeftGrain>(2, new(start: 10));
        await left.WaitForEndAsync(Records);

        Assert.Equal(Enumerable.Range(10, Records - 10).Select(number => (long)number), left.Offsets);
        Assert.Equal(Enumerable.Range(0, Records).Select(number => (long)number), right.Offsets);
    }

    private static bool HasRecords(KafkaRecordBatch batch) => batch.Count > 0;
}
