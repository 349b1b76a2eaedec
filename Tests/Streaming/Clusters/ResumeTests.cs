using System.Security.Cryptography;
using Orleans.Streaming.Kafka.Records;

namespace FederatedOrleans.Tests.Streaming.Clusters;

[Trait("Category", "Cluster")]
[Collection(SharedStreams.Name)]
public sealed class ResumeTests(SharedStreams shared)
{
    private const int Records = 300;
    private const int Lanes = 8;
    private const int OffsetsPerLane = 32;
    private readonly StreamCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Activation_AtAnyOffset_GetsExactlyTheRecordsFromThere() =>
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            var partition = 7 + lane;
            Random random = new(lane);
            var first = await _cluster.BeginAsync<BatchGrain>(partition, new());
            await _cluster.ProduceAsync(StreamCluster.BatchTopic, partition, 0, Records);
            await first.WaitForEndAsync(Records);

            for (var i = 0; i < OffsetsPerLane; i++)
            {
                var start = i switch { 0 => 0, 1 => Records, 2 => Records - 1, _ => random.Next(Records + 1) };
                var probe = await _cluster.BeginAsync<BatchGrain>(partition, new(start));
                await probe.WaitForEndAsync(Records);

                Assert.Equal(Enumerable.Range(start, Records - start).Select(number => (long)number), probe.Offsets);
            }
        }));

    [Fact]
    public async Task Activation_FarBackWhileFetchingIsPaused_GetsEverything()
    {
        const int partition = 15;
        const int count = 8_000;
        Probe failing = new()
        {
            Before = item =>
            {
                if (((KafkaRecordBatch)item).NextOffset > 1_000)
                {
                    throw new IOException("The consumer fails.");
                }
            },
        };
        await _cluster.BeginAsync<BatchGrain>(partition, failing);
        await _cluster.ProduceAsync(StreamCluster.BatchTopic, partition, 0, count);
        await failing.WaitAsync(probe => probe.Offsets.Count > 900, "most of what it takes");

        // Beats elsewhere show that the fetching thread has gone round often enough to fill the small buffer.
        var other = await _cluster.BeginAsync<BatchGrain>(16, new());
        await other.WaitAsync(probe => probe.Batches.Count >= 10, "beats of another partition");
        var probe = await _cluster.BeginAsync<BatchGrain>(partition, new(start: 0));
        await probe.WaitForEndAsync(count);

        Assert.Equal(Enumerable.Range(0, count).Select(number => (long)number), probe.Offsets);
    }

    [Fact]
    public async Task Activation_AtAnOffsetThatTheLogLost_IsToldWhereItBegins()
    {
        const int partition = 17;
        var value = RandomNumberGenerator.GetBytes(64 * 1024);
        for (var i = 0; i < 120; i++)
        {
            await _cluster.Producer.ProduceAsync(StreamCluster.BatchTopic, partition, null, value, cancellationToken: TestContext.Current.CancellationToken);
        }

        var bounds = await _cluster.Reader.GetWatermarksAsync(StreamCluster.BatchTopic, partition, TestContext.Current.CancellationToken);
        Assert.InRange(bounds.Low, 1, 119);

        var probe = await _cluster.BeginAsync<BatchGrain>(partition, new(start: 0));
        await probe.WaitForEndAsync(120);

        var first = probe.Batches[0];
        Assert.Equal((bounds.Low, bounds.Low), (first.LogStart, first.From));
        Assert.Equal(Enumerable.Range((int)bounds.Low, 120 - (int)bounds.Low).Select(number => (long)number), probe.Offsets);
    }
}
