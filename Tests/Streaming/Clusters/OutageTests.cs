using FederatedOrleans.Tests.Support;

namespace FederatedOrleans.Tests.Streaming.Clusters;

[Trait("Category", "Cluster")]
public sealed class OutageTests
{
    private const int Records = 200;

    [Fact]
    public async Task Broker_DownAndUp_NothingIsLostOrTwice()
    {
        using var kafka = StreamCluster.StartKafka();
        await using var cluster = await StreamCluster.StartAsync(kafka, TimeSpan.FromMilliseconds(50));
        var probe = await cluster.BeginAsync<BatchGrain>(0, new());
        await cluster.ProduceAsync(StreamCluster.BatchTopic, 0, 0, Records);
        await probe.WaitForEndAsync(Records);

        kafka.SetBrokerDown();
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.ProduceAsync(StreamCluster.BatchTopic, 1, 0, 1));
        var beats = probe.Batches.Count;
        kafka.SetBrokerUp();
        await Eventually.GetAsync(
            () => Task.FromResult((Probe: probe, Partition: cluster.StatusOf(StreamCluster.BatchTopic, 0))),
            seen => seen.Probe.Batches.Count > beats,
            Probe.Deadline,
            "a beat after the outage");
        await cluster.ProduceAsync(StreamCluster.BatchTopic, 0, Records, Records);
        await probe.WaitForEndAsync(2 * Records);

        Assert.Equal(Enumerable.Range(0, 2 * Records).Select(number => (long)number), probe.Offsets);
    }

    [Fact]
    public async Task Silo_StopsGracefully_CommitsAndTheNextClusterGoesOnThere()
    {
        using var kafka = StreamCluster.StartKafka();
        await using (var first = await StreamCluster.StartAsync(kafka, TimeSpan.FromMinutes(10)))
        {
            var probe = await first.BeginAsync<BatchGrain>(0, new());
            await first.ProduceAsync(StreamCluster.BatchTopic, 0, 0, Records);
            await probe.WaitForEndAsync(Records);
            Assert.True(first.GetCommitted(StreamCluster.BatchTopic, 0) < 0);

            await first.Silos.StopAllSilosAsync(TestContext.Current.CancellationToken);

            Assert.Equal(Records, first.GetCommitted(StreamCluster.BatchTopic, 0));
        }

        Probe next = new();
        await using var second = await StreamCluster.StartAsync(
            kafka, TimeSpan.FromMinutes(10), cluster => cluster.Prepare<BatchGrain>(0, next));
        await second.ProduceAsync(StreamCluster.BatchTopic, 0, Records, Records);
        await next.WaitForEndAsync(2 * Records);

        Assert.Equal(Enumerable.Range(Records, Records).Select(number => (long)number), next.Offsets);
    }
}
