using System.Text;
using System.Text.Json;
using Orleans.Streaming.Kafka;

namespace FederatedOrleans.Tests.Streaming.Clusters;

[Trait("Category", "Cluster")]
[Collection(SharedStreams.Name)]
public sealed class ProducingTests(SharedStreams shared)
{
    private static readonly Reading[] Readings = [.. Enumerable.Range(0, 30).Select(i => new Reading($"s-{i}", i / 8.0))];
    private readonly StreamCluster _cluster = shared.Cluster;

    [Fact]
    public async Task OnNextAsync_SingleAndBatch_CompletesWhenKafkaHasIt()
    {
        await ProduceAsync(0);

        var bounds = await _cluster.Reader.GetWatermarksAsync(StreamCluster.JsonTopic, 0, TestContext.Current.CancellationToken);

        Assert.Equal(Readings.Length, bounds.High);
    }

    [Fact]
    public async Task Events_OfTypeT_ArriveAsTAndAsJson()
    {
        var typed = await _cluster.BeginAsync<JsonGrain>(1, new());
        var raw = await _cluster.BeginAsync<BytesGrain>(1, new());

        await ProduceAsync(1);
        await typed.WaitAsync(probe => probe.Items.Count >= Readings.Length, "all readings");
        await raw.WaitAsync(probe => probe.Items.Count >= Readings.Length, "all bytes");

        Assert.Equal(Readings, typed.Items.Cast<Reading>());
        Assert.Equal(
            Readings.Select(reading => $$"""{"sensor":"{{reading.Sensor}}","value":{{JsonSerializer.Serialize(reading.Value)}}}"""),
            raw.Items.Cast<byte[]>().Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task Events_OfBytes_ArriveAsTheyAre()
    {
        var raw = await _cluster.BeginAsync<BytesGrain>(2, new());
        byte[][] values = ["{}"u8.ToArray(), """ { "value" : 1 } """u8.ToArray()];

        foreach (var value in values)
        {
            await _cluster.GetStream<byte[]>(StreamCluster.JsonTopic, 2).OnNextAsync(value);
        }

        await raw.WaitAsync(probe => probe.Items.Count >= values.Length, "all bytes");
        Assert.Equal(values, raw.Items.Cast<byte[]>());
    }

    [Fact]
    public async Task Consumer_OfTThrowsOnTheKthEvent_GetsItAgainAndLosesNothing()
    {
        var failures = 0;
        Probe probe = new()
        {
            Before = item =>
            {
                if (Equals(item, Readings[17]) && ++failures <= 3)
                {
                    throw new IOException("The consumer fails.");
                }
            },
        };
        await _cluster.BeginAsync<JsonGrain>(3, probe);

        await ProduceAsync(3);
        await probe.WaitAsync(seen => seen.Items.Contains(Readings[^1]), "the last reading");

        Assert.Equal(4, failures);
        Assert.Equal(Readings, probe.Items.Cast<Reading>().Distinct());
    }

    [Fact]
    public async Task OnNextAsync_WithAToken_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(
        () => _cluster.GetStream<byte[]>(StreamCluster.JsonTopic, 4).OnNextAsync([1], new Orleans.Providers.Streams.Common.EventSequenceTokenV2(1)));

    [Fact]
    public async Task OnNextAsync_BrokerIsDown_FailsWithTopicAndPartitionAndLaterWorks()
    {
        var stream = _cluster.GetStream<Reading>(StreamCluster.JsonTopic, 5);
        await stream.OnNextAsync(Readings[0]);
        shared.Kafka.SetBrokerDown();
        try
        {
            var exception = await Assert.ThrowsAsync<KafkaStreamException>(
                () => stream.OnNextAsync(Readings[1]).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

            Assert.Contains("json [5]", exception.Message, StringComparison.Ordinal);
            Assert.NotNull(exception.InnerException);
        }
        finally
        {
            shared.Kafka.SetBrokerUp();
        }

        var raw = await _cluster.BeginAsync<JsonGrain>(5, new(start: 0));
        await stream.OnNextAsync(Readings[2]);
        await raw.WaitAsync(probe => probe.Items.Contains(Readings[2]), "the reading after the outage");
    }

    private async Task ProduceAsync(int partition)
    {
        var stream = _cluster.GetStream<Reading>(StreamCluster.JsonTopic, partition);
        foreach (var reading in Readings.Take(10))
        {
            await stream.OnNextAsync(reading);
        }

        await stream.OnNextBatchAsync(Readings.Skip(10));
    }
}
